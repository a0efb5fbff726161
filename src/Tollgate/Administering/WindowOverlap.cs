using Tollgate.Limiting;

namespace Tollgate.Administering;

/// <summary>How many instances of one window can lie in, or reach into, one instance of another.</summary>
internal static class WindowOverlap
{
    private static readonly TimeSpan OneDay = TimeSpan.FromDays(1);

    /// <summary>The most instances of <paramref name="part"/> that one instance of <paramref name="whole"/> can touch; 1 when the part is the longer one and aligned.</summary>
    /// <param name="part">The window that is counted.</param>
    /// <param name="whole">The window that they lie in.</param>
    /// <param name="isLocal">Whether days are those of a zone with daylight saving, so that one may have 25 hours.</param>
    /// <param name="isAnchored">Whether months begin with the subscription's period, at any time of any day.</param>
    public static long Most(Window part, Window whole, bool isLocal, bool isAnchored) =>
        Count(part, Length(whole, isShortest: false, isLocal && !part.FollowsCalendar), whole, isLocal, isAnchored);

    /// <summary>The same for the shortest instance that <paramref name="whole"/> can have, e.g. February.</summary>
    public static long MostInShortest(Window part, Window whole, bool isLocal, bool isAnchored) =>
        Count(part, Length(whole, isShortest: true, isLocal: false), whole, isLocal, isAnchored);

    private static long Count(Window part, TimeSpan length, Window whole, bool isLocal, bool isAnchored)
    {
        var partLength = part.CountsMonths && whole.CountsMonths ? part.LongestLength : Length(part, isShortest: true, isLocal: false);
        var count = ((length.Ticks - 1) / partLength.Ticks) + 1;
        return IsAligned(part, whole, isLocal, isAnchored) ? count : count + 1;
    }

    /// <summary>Whether the borders of the longer window are borders of the shorter one.</summary>
    private static bool IsAligned(Window part, Window whole, bool isLocal, bool isAnchored)
    {
        var (shorter, longer) = part.LongestLength <= whole.LongestLength ? (part, whole) : (whole, part);
        if (shorter.Name == longer.Name)
        {
            return true;
        }

        if (longer.CountsMonths && isAnchored && !shorter.CountsMonths)
        {
            return false;
        }

        return (shorter.FollowsCalendar, longer.FollowsCalendar) switch
        {
            (false, false) => longer.LongestLength.Ticks % shorter.LongestLength.Ticks == 0,
            (false, true) => !isLocal && OneDay.Ticks % shorter.LongestLength.Ticks == 0,
            (true, true) when shorter.CountsMonths => longer.LongestLength.Ticks % shorter.LongestLength.Ticks == 0,
            (true, true) => Length(shorter, isShortest: true, isLocal: false) == OneDay,
            (true, false) => !isLocal && longer.LongestLength.Ticks % OneDay.Ticks == 0 && Length(shorter, isShortest: true, isLocal: false) == OneDay,
        };
    }

    /// <summary>Days have 24 hours here, and one more where a zone may turn the clock back within them.</summary>
    private static TimeSpan Length(Window window, bool isShortest, bool isLocal)
    {
        if (!window.FollowsCalendar)
        {
            return window.LongestLength;
        }

        var hour = TimeSpan.FromHours(1);
        var length = (window.CountsMonths, isShortest) switch
        {
            (true, true) => window.ShortestLength,
            (true, false) => window.LongestLength,
            _ => window.LongestLength - hour,
        };
        return isLocal ? length + hour : length;
    }
}
