using Tollgate.Recording;

namespace Tollgate.Aggregating;

/// <summary>Hours, days and months of UTC as instants in Unix milliseconds.</summary>
internal static class Calendar
{
    /// <summary>Milliseconds of an hour.</summary>
    public const long Hour = Hours.Length;

    /// <summary>Milliseconds of a day.</summary>
    public const long Day = 24 * Hour;

    /// <summary>The start of the day of an instant.</summary>
    public static long DayOf(long at) => at - (((at % Day) + Day) % Day);

    /// <summary>The start of the month of an instant.</summary>
    public static long MonthOf(long at)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(at);
        return new DateTimeOffset(time.Year, time.Month, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    }

    /// <summary>The start of the month after that of an instant.</summary>
    public static long NextMonthOf(long at) => DateTimeOffset.FromUnixTimeMilliseconds(MonthOf(at)).AddMonths(1).ToUnixTimeMilliseconds();
}
