
namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>Cuts a billing period into months, because what a plan includes is said by the month: a year has twelve such stretches.</summary>
internal static class SegmentSlices
{
    /// <summary>A period that is no longer than this is one month, however long the month is.</summary>
    private static readonly TimeSpan LongestMonth = TimeSpan.FromDays(32);

    /// <summary>The months of a period, in order; months count from the period's start, in UTC.</summary>
    public static IEnumerable<(DateTimeOffset Start, DateTimeOffset End)> Of(DateTimeOffset start, DateTimeOffset end)
    {
        if (end - start <= LongestMonth)
        {
            return [(start, end)];
        }

        return Months(start, end);
    }

    private static IEnumerable<(DateTimeOffset Start, DateTimeOffset End)> Months(DateTimeOffset start, DateTimeOffset end)
    {
        var from = start;
        for (var month = 1; from < end; month++)
        {
            var until = start.AddMonths(month); // always from the first day, so that the 31st comes back after a short month
            yield return (from, until < end ? until : end);
            from = until;
        }
    }
}
