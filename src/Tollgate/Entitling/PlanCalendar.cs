namespace Tollgate.Entitling;

/// <summary>The time zone and the month anchor that a plan's windows follow.</summary>
internal readonly record struct PlanCalendar(TimeZoneInfo Zone, long? Anchor)
{
    /// <summary>The calendar of a plan in a subscription's period.</summary>
    public static PlanCalendar Of(Plan plan, DateTimeOffset? periodStart, DateTimeOffset? periodEnd)
    {
        var zone = plan.TimeZone is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found) ? found : TimeZoneInfo.Utc;
        return new PlanCalendar(zone, plan.Month == MonthWindow.Subscription && periodStart is { } start ? AnchorOf(start, periodEnd, zone) : null);
    }

    /// <summary>The window in this calendar; windows of fixed length are the same in every calendar.</summary>
    public Window Apply(Window window) => (window.FollowsCalendar, window.CountsMonths) switch
    {
        (false, _) => window,
        (true, false) => window with { TimeZone = Zone },
        (true, true) => window with { TimeZone = Zone, Anchor = Anchor },
    };

    /// <summary>The limits with their windows in this calendar.</summary>
    public IReadOnlyList<WindowLimit> Apply(IReadOnlyList<WindowLimit> limits)
    {
        var calendar = this;
        return [.. limits.Select(l => l with { Window = calendar.Apply(l.Window) })];
    }

    /// <summary>
    /// The period's start, or its end where that tells the day of month better: a subscription of the 31st has a period from 28 February to
    /// 31 March, and anchored on the 28th its month would begin three days early.
    /// </summary>
    private static long AnchorOf(DateTimeOffset start, DateTimeOffset? end, TimeZoneInfo zone)
    {
        var begin = start.ToUnixTimeMilliseconds();
        if (end is not { } until || TimeZoneInfo.ConvertTime(until, zone).Day <= TimeZoneInfo.ConvertTime(start, zone).Day)
        {
            return begin;
        }

        var anchor = until.ToUnixTimeMilliseconds();
        return WindowCalendar.AnchoredMonths(begin, anchor, 1, zone).Start == begin ? anchor : begin;
    }
}
