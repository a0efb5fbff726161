namespace Tollgate.Limiting;

/// <summary>What a node admits on its own while the ledger is away: its share of each window's limit.</summary>
internal sealed class LocalShare
{
    private readonly Lock _gate = new();
    private readonly WindowSpan[] _spans = new WindowSpan[QuotaSpec.Slots];
    private readonly long[] _used = new long[QuotaSpec.Slots];

    /// <summary>Spends units if every window's share has room for them.</summary>
    /// <param name="spec">The limits.</param>
    /// <param name="cost">Units.</param>
    /// <param name="databaseNow">This node's estimate of the database's clock, Unix milliseconds.</param>
    /// <param name="nodes">Nodes last known alive; each has an equal share.</param>
    public bool TrySpend(QuotaSpec spec, long cost, long databaseNow, int nodes)
    {
        lock (_gate)
        {
            Roll(spec, databaseNow);
            for (var slot = 0; slot < QuotaSpec.Slots; slot++)
            {
                if (spec.BySlot[slot] is { Limit: not Limit.Unlimited } limit && ShareOf(limit, nodes) - _used[slot] < cost)
                {
                    return false;
                }
            }

            for (var slot = 0; slot < QuotaSpec.Slots; slot++)
            {
                _used[slot] += spec.BySlot[slot] is null ? 0 : cost;
            }

            return true;
        }
    }

    /// <summary>Puts units back that were just spent, because another quota of the same request had no room.</summary>
    public void PutBack(long cost)
    {
        lock (_gate)
        {
            for (var slot = 0; slot < QuotaSpec.Slots; slot++)
            {
                _used[slot] = Math.Max(0, _used[slot] - cost);
            }
        }
    }

    /// <summary>Of prepaid credits a node has no share: how many are left only the ledger knows.</summary>
    private static long ShareOf(WindowLimit limit, int nodes) => limit.Window.NeverEnds ? 0 : limit.Limit / Math.Max(1, nodes);

    private void Roll(QuotaSpec spec, long databaseNow)
    {
        for (var slot = 0; slot < QuotaSpec.Slots; slot++)
        {
            if (spec.BySlot[slot] is { } limit && !_spans[slot].Contains(databaseNow))
            {
                _spans[slot] = limit.Window.At(databaseNow);
                _used[slot] = 0;
            }
        }
    }
}
