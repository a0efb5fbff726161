namespace Tollgate.Entitling;

/// <summary>The time zone that a plan's days and months follow, and the zone and anchor of its months of a subscription.</summary>
internal readonly record struct PlanCalendar(TimeZoneInfo Zone, TimeZoneInfo MonthZone, long? Anchor)
{
    /// <summary>The calendar of a plan in a subscription's period.</summary>
    public static PlanCalendar Of(Plan plan, DateTimeOffset? periodStart, DateTimeOffset? periodEnd)
    {
        var zone = plan.TimeZone is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found) ? found : TimeZoneInfo.Utc;
        if (plan.Month != MonthWindow.Subscription || periodStart is not { } start)
        {
            return new PlanCalendar(zone, zone, null);
        }

        var (monthZone, anchor) = ClockOf(start.ToUnixTimeMilliseconds(), periodEnd?.ToUnixTimeMilliseconds(), zone);
        return new PlanCalendar(zone, monthZone, anchor);
    }

    /// <summary>The window in this calendar; windows of fixed length are the same in every calendar.</summary>
    public Window Apply(Window window) => (window.FollowsCalendar, window.CountsMonths) switch
    {
        (false, _) => window,
        (true, false) => window with { TimeZone = Zone },
        (true, true) => window with { TimeZone = MonthZone, Anchor = Anchor },
    };

    /// <summary>The limits with their windows in this calendar.</summary>
    public IReadOnlyList<WindowLimit> Apply(IReadOnlyList<WindowLimit> limits)
    {
        var calendar = this;
        return [.. limits.Select(l => l with { Window = calendar.Apply(l.Window) })];
    }

    /// <summary>
    /// The monthly clock that the period was made by: one that ticks at its start and at its end.
    /// <para>1. The day of month may stand in the end alone: a subscription of the 31st has a period from 28 February to 31 March, and counted from
    /// the 28th its month would begin three days early.</para>
    /// <para>2. Payment providers count months in UTC, people in their own zone; across a change of clocks the two differ by an hour.</para>
    /// <para>3. A period that is no whole number of months (a trial, the time until a fixed day) has a clock that ticks at its end, so that what
    /// comes after begins with a window of its own.</para>
    /// <para>4. In the hour that a change of clocks repeats, the zone's clock ticks once, perhaps an hour before the period's start or end: then
    /// the months are counted in UTC.</para>
    /// </summary>
    private static (TimeZoneInfo Zone, long Anchor) ClockOf(long start, long? end, TimeZoneInfo zone)
    {
        if (end is not { } until || until <= start)
        {
            return Ticking(zone, start);
        }

        ReadOnlySpan<(TimeZoneInfo Zone, long Anchor)> clocks = [(zone, start), (zone, until), (TimeZoneInfo.Utc, start), (TimeZoneInfo.Utc, until)];
        foreach (var clock in clocks)
        {
            if (IsBoundary(start, clock) && IsBoundary(until, clock))
            {
                return clock;
            }
        }

        return Ticking(zone, until);
    }

    private static (TimeZoneInfo Zone, long Anchor) Ticking(TimeZoneInfo zone, long anchor) =>
        IsBoundary(anchor, (zone, anchor)) ? (zone, anchor) : (TimeZoneInfo.Utc, anchor);

    private static bool IsBoundary(long instant, (TimeZoneInfo Zone, long Anchor) clock) =>
        WindowCalendar.AnchoredMonths(instant, clock.Anchor, 1, clock.Zone).Start == instant;
}
