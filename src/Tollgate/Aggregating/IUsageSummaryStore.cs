namespace Tollgate.Aggregating;

/// <summary>Sums recorded usage into hours, days and months inside the database, and reads the sums.</summary>
/// <remarks>
/// Every batch of events marks its hours in the transaction that stores it. Summing an hour reads all of its events again and replaces the
/// hour's rows together with the mark, so a repeated, late, concurrent or interrupted run ends in the same rows.
/// </remarks>
public interface IUsageSummaryStore
{
    /// <summary>Hours or days that are best summed at the same time, 1 or more.</summary>
    int AtOnce => 1;

    /// <summary>Hours with new events and days with new hours.</summary>
    Task<UnsummedUsage> FindUnsummedAsync(CancellationToken cancellationToken);

    /// <summary>Sums an hour: its rows, everybody's totals, and the subjects' days and months.</summary>
    /// <param name="hour">First instant in Unix milliseconds.</param>
    /// <param name="cancellationToken">Gives up; the hour stays unsummed.</param>
    /// <returns>
    /// Rows that the hour has now; null when the hour's events have been cleaned up before, so that late ones can't be added to its sums.
    /// </returns>
    Task<long?> SumHourAsync(long hour, CancellationToken cancellationToken);

    /// <summary>Sums a day that has ended from its hours.</summary>
    /// <param name="day">First instant in Unix milliseconds.</param>
    /// <param name="cancellationToken">Gives up; the day stays unsummed.</param>
    /// <returns>Rows that the day has now.</returns>
    Task<long> SumDayAsync(long day, CancellationToken cancellationToken);

    /// <summary>Reads sums, in no order; days that are not summed yet come from their hours.</summary>
    IAsyncEnumerable<UsageSummary> ReadAsync(UsageSelection selection, CancellationToken cancellationToken);

    /// <summary>The subjects with the most, in order. A single day or month is read from an index, other spans are summed from days.</summary>
    /// <param name="from">First instant in Unix milliseconds, the start of a UTC day.</param>
    /// <param name="until">First instant that is not wanted, the start of a UTC day.</param>
    /// <param name="by">What counts.</param>
    /// <param name="limit">Subjects at most, 1 to 10,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<SubjectUsage>> RankAsync(long from, long until, RankedBy by, int limit, CancellationToken cancellationToken);

    /// <summary>The subjects or keys with the most requests of a selection, in order; those with none are left out, and so are requests without a key.</summary>
    /// <param name="selection">Which requests; its subject, key, parts and grouping count for nothing.</param>
    /// <param name="isByKey">Whether keys are ranked, not subjects.</param>
    /// <param name="among">Subjects to look among; null for all, which reads every row of the span.</param>
    /// <param name="limit">Parts at most, 1 to 10,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<UsagePart>> RankPartsAsync(
        UsageSelection selection, bool isByKey, IReadOnlyCollection<string>? among, int limit, CancellationToken cancellationToken);

    /// <summary>A subject's sums of each UTC day with requests, oldest first.</summary>
    /// <param name="subject">Whose.</param>
    /// <param name="from">First instant in Unix milliseconds.</param>
    /// <param name="until">First instant that is not wanted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<(long Day, UsageMeasures Measures)>> ReadDaysAsync(string subject, long from, long until, CancellationToken cancellationToken);

    /// <summary>Removes sums that are older than they are kept, a bounded number of rows at a time.</summary>
    /// <param name="grain">Hours, days or months.</param>
    /// <param name="before">First instant that stays, in Unix milliseconds.</param>
    /// <param name="isDryRun">Counts only.</param>
    /// <param name="cancellationToken">Gives up between two steps.</param>
    /// <returns>Rows removed, or that would be.</returns>
    Task<long> DropOlderThanAsync(SummaryGrain grain, long before, bool isDryRun, CancellationToken cancellationToken);
}
