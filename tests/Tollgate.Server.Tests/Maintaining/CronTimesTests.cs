using Shouldly;
using Tollgate.Maintaining;
using Tollgate.Server.Maintaining;
using Xunit;

namespace Tollgate.Server.Tests.Maintaining;

public sealed class CronTimesTests
{
    [Theory]
    [InlineData("0 5 * * * ?", "2026-11-24T12:05:00.000Z", "2026-11-24T12:05:00Z")]
    [InlineData("0 5 * * * ?", "2026-11-24T12:05:00.999Z", "2026-11-24T12:05:00Z")]
    [InlineData("0 5 * * * ?", "2026-11-24T12:04:59.999Z", "2026-11-24T11:05:00Z")]
    [InlineData("0 40 3 ? * SUN", "2026-11-24T12:00:00Z", "2026-11-22T03:40:00Z")]
    [InlineData("0/2 * * * * ?", "2026-11-24T12:00:03.5Z", "2026-11-24T12:00:02Z")]
    [InlineData("0 20 2 * * ?", "2026-03-29T02:20:00Z", "2026-03-29T02:20:00Z")] // summer time begins in many places: schedules are in UTC
    public void LatestAt_Instant_IsTheFiringAtOrBeforeIt(string cron, string instant, string expected) =>
        new CronTimes(cron).LatestAt(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture))
            .ShouldBe(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void Validate_DefaultAndEmptySchedules_AreFine()
    {
        var validator = new ScheduleValidator();

        validator.Validate(null, new MaintainingOptions()).Failed.ShouldBeFalse();
        validator.Validate(null, new MaintainingOptions { WeeklySchedule = "" }).Failed.ShouldBeFalse();
    }

    [Fact]
    public void Validate_SchedulesThatAreNone_NamesEach()
    {
        var result = new ScheduleValidator().Validate(null, new MaintainingOptions { HourlySchedule = "every hour", DailySchedule = "5 * * * *" });

        result.Failures.ShouldNotBeNull().Count().ShouldBe(2);
        result.FailureMessage!.ShouldContain("Tollgate:Maintaining:HourlySchedule is 'every hour'");
    }
}
