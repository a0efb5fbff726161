namespace Tollgate;

/// <summary>Calendar arithmetic for windows of days and months in a time zone.</summary>
internal static class WindowCalendar
{
    private const long OneDay = 86_400_000;

    /// <summary>Where days are counted from: 1 January 1970.</summary>
    public static readonly DateOnly Epoch = new(1970, 1, 1);

    /// <summary>Where weeks are counted from: a Monday.</summary>
    public static readonly DateOnly FirstMonday = new(1970, 1, 5);

    /// <summary>The span of <paramref name="count"/> local days that contains the instant, counted from <paramref name="origin"/>.</summary>
    public static WindowSpan Days(long instant, int count, DateOnly origin, TimeZoneInfo zone)
    {
        var index = FloorDivide(LocalDate(instant, zone).DayNumber - origin.DayNumber, count);
        return Span(instant, index, i => StartOfDay(origin.AddDays(i * count), zone));
    }

    /// <summary>The span of <paramref name="count"/> calendar months that contains the instant.</summary>
    public static WindowSpan Months(long instant, int count, TimeZoneInfo zone)
    {
        var date = LocalDate(instant, zone);
        var index = FloorDivide((date.Year * 12) + date.Month - 1, count);
        return Span(instant, index, i => StartOfDay(new DateOnly(i * count / 12, (i * count % 12) + 1, 1), zone));
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
        return Span(instant, index, i => ToInstant(local.AddMonths(i * count), zone));
    }

    /// <summary>
    /// The span around the instant, from a first guess of its index: where clocks go back across midnight, a date happens twice,
    /// and the guess from the local date is one too low.
    /// </summary>
    private static WindowSpan Span(long instant, int index, Func<int, long> startOf)
    {
        while (startOf(index) > instant)
        {
            index--;
        }

        while (startOf(index + 1) <= instant)
        {
            index++;
        }

        return new WindowSpan(startOf(index), startOf(index + 1));
    }

    private static DateOnly LocalDate(long instant, TimeZoneInfo zone) => DateOnly.FromDateTime(
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(instant), zone).DateTime);

    private static long StartOfDay(DateOnly date, TimeZoneInfo zone) => ToInstant(date.ToDateTime(TimeOnly.MinValue), zone);

    /// <summary>
    /// The first instant whose local time is this or later. A time that a change of clocks skips becomes the change's instant (in Samoa a
    /// whole day was skipped); of a time that happens twice the first counts.
    /// </summary>
    private static long ToInstant(DateTime local, TimeZoneInfo zone)
    {
        var utc = new DateTimeOffset(local, TimeSpan.Zero).ToUnixTimeMilliseconds();
        if (ReferenceEquals(zone, TimeZoneInfo.Utc))
        {
            return utc;
        }

        var before = utc - OffsetAt(utc - OneDay, zone);
        var after = utc - OffsetAt(utc + OneDay, zone);
        var (low, high) = (Math.Min(before, after), Math.Max(before, after));
        if (low + OffsetAt(low, zone) == utc)
        {
            return low;
        }

        // In a gap the local time jumps past the one asked for somewhere between the two guesses.
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (middle + OffsetAt(middle, zone) >= utc)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    private static long OffsetAt(long instant, TimeZoneInfo zone) =>
        (long)zone.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(instant)).TotalMilliseconds;

    private static int FloorDivide(int value, int by) => (value / by) - (value % by < 0 ? 1 : 0);
}
