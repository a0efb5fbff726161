using Tollgate.Limiting;

namespace Tollgate.Testing.Limiting;

/// <summary>Writes ledger asks in few words.</summary>
public static class Ask
{
    /// <summary>An ask with the spans that hold at the node's estimate of the time.</summary>
    public static LedgerAsk For(
        QuotaSpec spec, long now, long wanted, long minimum = 1, long back = 0, IReadOnlyList<long>? backStarts = null, bool isProbe = false) => new()
        {
            Spec = spec,
            Spans = Spans(spec, now),
            Wanted = wanted,
            Minimum = minimum,
            Back = back,
            BackStarts = backStarts ?? [],
            IsProbe = isProbe,
        };

    /// <summary>A specification in scope "*".</summary>
    public static QuotaSpec Spec(string subject, params IEnumerable<(Window Window, long Limit)> limits) => ScopedSpec(subject, "*", limits);

    /// <summary>A specification in any scope.</summary>
    public static QuotaSpec ScopedSpec(string subject, string scope, params IEnumerable<(Window Window, long Limit)> limits) =>
        new(subject, scope, limits.Select(limit => new WindowLimit(limit.Window, limit.Limit)));

    /// <summary>The instance of each window in use at the time; default elsewhere.</summary>
    public static WindowSpan[] Spans(QuotaSpec spec, long now) => [.. spec.BySlot.Select(limit => limit?.Window.At(now) ?? default)];

    /// <summary>The starts of a grant's windows: what units of it are handed back with.</summary>
    public static long[] Starts(LedgerGrant grant) => [.. grant.Spans.Select(span => span.Start)];
}
