namespace Tollgate.Watching;

/// <summary>Adds up what recorded requests were charged: from sums, and from single events where these are newer.</summary>
public interface IRecordedUnits
{
    /// <summary>Units charged, in the order asked; each as of one instant during the call.</summary>
    /// <param name="spans">Whose and when; some thousands at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<long>> SumAsync(IReadOnlyList<RecordedSpan> spans, CancellationToken cancellationToken);

    /// <summary>Names of the plans that a subject's requests were recorded under, in whole hours around the span; the empty text stands for none.</summary>
    Task<IReadOnlyList<string>> FindPlansAsync(string subject, long from, long until, CancellationToken cancellationToken);
}
