using Tollgate.Watching;

namespace Tollgate.Administering;

/// <summary>The ledger and recorded usage, compared.</summary>
/// <param name="Compared">Windows that were compared.</param>
/// <param name="Counts">How many of them came to each verdict.</param>
/// <param name="Drifts">The windows of the one subject asked for; of all subjects those that drift, the worst first, at most as many as asked for.</param>
public sealed record UsageReconciliation(long Compared, IReadOnlyDictionary<DriftVerdict, long> Counts, IReadOnlyList<UsageDrift> Drifts)
{
    /// <summary>Whether more is recorded somewhere than the ledger granted.</summary>
    public bool IsProblem => Counts.GetValueOrDefault(DriftVerdict.Overrecorded) > 0;
}
