using Shouldly;
using Tollgate.Billing.Restricting;
using Tollgate.Entitling;
using Xunit;

namespace Tollgate.Tests.Billing;

public sealed class RestrictionOptionsValidatorTests
{
    [Fact]
    public void Validate_Defaults_AreFine() => new RestrictionOptionsValidator().Validate(null, new RestrictionOptions()).Succeeded.ShouldBeTrue();

    [Fact]
    public void Validate_EverythingWrong_NamesEachSettingWithTheFix()
    {
        var options = new RestrictionOptions
        {
            LimitedAfter = TimeSpan.FromDays(-1), LimitedAfterAttempts = 0, LimitedAfterHardDecline = TimeSpan.FromDays(400), SuspendedAfter = TimeSpan.FromDays(-2),
            EpisodeWindow = TimeSpan.Zero, HalvedFromEpisode = 1, LimitedFromEpisode = 0, OpenDispute = (RestrictionLevel)9, Interval = TimeSpan.Zero,
            HardDeclines = { " " },
        };

        var failures = new RestrictionOptionsValidator().Validate(null, options).Failures!.ToList();

        failures.Count.ShouldBe(11);
        failures.ShouldContain("Tollgate:Billing:Restrictions:LimitedAfterAttempts is 0; use 1 to 100.");
        failures.ShouldContain("Tollgate:Billing:Restrictions:SuspendedAfter is -2.00:00:00, before LimitedAfter (-1.00:00:00); use at least that.");
    }
}
