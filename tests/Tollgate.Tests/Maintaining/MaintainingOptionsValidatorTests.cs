using Shouldly;
using Tollgate.Maintaining;
using Xunit;

namespace Tollgate.Tests.Maintaining;

public sealed class MaintainingOptionsValidatorTests
{
    [Fact]
    public void Validate_Defaults_AreFine() => new MaintainingOptionsValidator().Validate(null, new MaintainingOptions()).Failed.ShouldBeFalse();

    [Fact]
    public void Validate_EverythingWrong_NamesEachSettingWithItsValueAndRange()
    {
        var zero = TimeSpan.Zero;
        var options = new MaintainingOptions
        {
            UsageEvents = zero,
            HourlySummaries = zero,
            DailySummaries = zero,
            MonthlySummaries = zero,
            AnonymousLedgerRows = zero,
            LedgerRows = zero,
            DailyCounts = zero,
            DeadNodes = zero,
            JobHistory = zero,
            ResolvedAlerts = zero,
        };

        var failures = new MaintainingOptionsValidator().Validate(null, options).Failures.ShouldNotBeNull().ToList();

        failures.Count.ShouldBe(10);
        failures.ShouldAllBe(f => f.StartsWith("Tollgate:Maintaining:", StringComparison.Ordinal) && f.Contains("is 00:00:00; use ", StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_HoursGoneBeforeTheirLateEvents_SaysHowLongTheyMustStay() =>
        new MaintainingOptionsValidator().Validate(null, new MaintainingOptions { UsageEvents = TimeSpan.FromDays(90) })
            .FailureMessage.ShouldNotBeNull().ShouldContain("92.00:00:00");

    [Fact]
    public void Validate_UsageForPartOfADay_SaysThatDaysGoWhole() =>
        new MaintainingOptionsValidator().Validate(null, new MaintainingOptions { UsageEvents = TimeSpan.FromHours(60) })
            .FailureMessage.ShouldNotBeNull().ShouldContain("whole days");
}
