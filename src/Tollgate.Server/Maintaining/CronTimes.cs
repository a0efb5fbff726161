using Quartz;

namespace Tollgate.Server.Maintaining;

/// <summary>The instants of a schedule, which are the same on every node.</summary>
internal sealed class CronTimes(string cron)
{
    private readonly CronExpression _expression = CronExpression.Parse(cron).WithTimeZone(TimeZoneInfo.Utc);

    /// <summary>The latest firing at or before an instant; null when there was none in living memory.</summary>
    /// <remarks>A firing that is late, or that two nodes see, so gets the same name everywhere.</remarks>
    public DateTimeOffset? LatestAt(DateTimeOffset instant)
    {
        var second = DateTimeOffset.FromUnixTimeSeconds(instant.ToUnixTimeSeconds());
        return _expression.IsSatisfiedBy(second) ? second : _expression.GetPreviousValidTimeBefore(second);
    }

    /// <summary>The next firing after an instant; null when there is none.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset instant) => _expression.GetNextValidTimeAfter(instant);

    /// <summary>Whether a text is a schedule that can be kept.</summary>
    public static bool IsValid(string cron) => CronExpression.TryParse(cron, out _);
}
