namespace Tollgate.Limiting;

/// <summary>Calendar arithmetic for windows of days and months in a time zone.</summary>
internal static class WindowCalendar
{
    /// <summary>Where days are counted from: 1 January 1970.</summary>
    public static readonly DateOnly Epoch = new(1970, 1, 1);

    /// <summary>Where weeks are counted from: a Monday.</summary>
    public static readonly DateOnly FirstMonday = new(1970, 1, 5);

    /// <summary>The span of <paramref name="count"/> local days that contains the instant, counted from <paramref name="origin"/>.</summary>
    public static WindowSpan Days(long instant, int count, DateOnly origin, TimeZoneInfo zone)
    {
        var days = LocalDate(instant, zone).DayNumber - origin.DayNumber;
        var index = FloorDivide(days, count);
        return new WindowSpan(
            StartOfDay(origin.AddDays(index * count), zone),
            StartOfDay(origin.AddDays((index + 1) * count), zone));
    }

    /// <summary>The span of <paramref name="count"/> calendar months that contains the instant.</summary>
    public static WindowSpan Months(long instant, int count, TimeZoneInfo zone)
    {
        var date = LocalDate(instant, zone);
        var index = FloorDivide((date.Year * 12) + date.Month - 1, count) * count;
        return new WindowSpan(StartOfMonth(index, zone), StartOfMonth(index + count, zone));
    }

    /// <summary>
    /// The period k with start = anchor + k months, always added to the anchor itself: from 31 January the starts are
    /// 28 February, 31 March, 30 April (adding a month to the previous start would stick to the 28th).
    /// </summary>
    public static WindowSpan AnchoredMonths(long instant, long anchor, int count, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(anchor), zone).DateTime;
        var now = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(instant), zone).DateTime;
        var index = FloorDivide(((now.Year - local.Year) * 12) + now.Month - local.Month, count);
        while (ToInstant(local.AddMonths(index * count), zone) > instant)
        {
            index--;
        }

        while (ToInstant(local.AddMonths((index + 1) * count), zone) <= instant)
        {
            index++;
        }

        return new WindowSpan(ToInstant(local.AddMonths(index * count), zone), ToInstant(local.AddMonths((index + 1) * count), zone));
    }

    private static DateOnly LocalDate(long instant, TimeZoneInfo zone) => DateOnly.FromDateTime(
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(instant), zone).DateTime);

    private static long StartOfMonth(int monthIndex, TimeZoneInfo zone) =>
        StartOfDay(new DateOnly(monthIndex / 12, (monthIndex % 12) + 1, 1), zone);

    private static long StartOfDay(DateOnly date, TimeZoneInfo zone) => ToInstant(date.ToDateTime(TimeOnly.MinValue), zone);

    /// <summary>
    /// The first instant at or after a local time. A time in a spring gap (midnight is skipped in some zones) becomes the gap's end;
    /// of a time that happens twice in autumn the first counts.
    /// </summary>
    private static long ToInstant(DateTime local, TimeZoneInfo zone)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(local))
        {
            // Half an hour before the gap the old offset holds; the gap's end is where old and new offset describe one instant.
            var probe = local;
            while (zone.IsInvalidTime(probe))
            {
                probe = probe.AddMinutes(1);
            }

            return new DateTimeOffset(probe, zone.GetUtcOffset(probe)).ToUnixTimeMilliseconds();
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUnixTimeMilliseconds();
    }

    private static int FloorDivide(int value, int by) => (value / by) - (value % by < 0 ? 1 : 0);
}
