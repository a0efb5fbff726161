using Shouldly;
using Tollgate.Notifying;
using Tollgate.Watching;
using Xunit;

namespace Tollgate.Tests.Notifying;

public sealed class NotificationOptionsTests
{
    [Theory]
    [InlineData(1, 0, 30)]
    [InlineData(2, 0, 60)]
    [InlineData(5, 0, 480)]
    [InlineData(5, 1, 360)]
    [InlineData(8, 0, 3_600)]
    [InlineData(1_000, 0, 3_600)]
    public void PauseAfter_Failures_DoublesUpToTheLongestAndVaries(int attempts, double chance, double seconds) =>
        new NotificationOptions().PauseAfter(attempts, chance).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void Validate_Defaults_AreFine()
    {
        new NotificationOptionsValidator().Validate(null, new NotificationOptions()).Succeeded.ShouldBeTrue();
        new AlertsOptionsValidator().Validate(null, new AlertsOptions()).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void Validate_BadSettings_AreNamedAllAtOnce()
    {
        var options = new NotificationOptions
        {
            MaxAttempts = 0, FirstPause = TimeSpan.FromMinutes(10), LongestPause = TimeSpan.FromMinutes(1), Timeout = TimeSpan.FromMinutes(2), Interval = TimeSpan.Zero,
        };
        new NotificationOptionsValidator().Validate(null, options).Failures!.ShouldBe(
        [
            "Tollgate:Notifications:MaxAttempts is 0; use 1 to 100.",
            "Tollgate:Notifications:Timeout is 00:02:00; use 00:00:01 to 00:01:00.",
            "Tollgate:Notifications:Interval is 00:00:00; use 00:00:01 to 00:10:00.",
            "Tollgate:Notifications:LongestPause is 00:01:00, less than FirstPause (00:10:00); use at least that.",
        ]);

        var alerts = new AlertsOptions { GrowthFactor = 1, Interval = TimeSpan.FromDays(1) };
        alerts.QuotaLevels.Add(101);
        new AlertsOptionsValidator().Validate(null, alerts).Failures!.ShouldBe(
        [
            "Tollgate:Alerts:Interval is 1.00:00:00; use 00:00:01 to 01:00:00.",
            "Tollgate:Alerts:GrowthFactor is 1; use 1.1 to 1000.",
            "Tollgate:Alerts:QuotaLevels has 101; use percents from 1 to 100.",
        ]);
    }
}
