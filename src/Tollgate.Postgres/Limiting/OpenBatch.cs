using Tollgate.Limiting;

namespace Tollgate.Postgres.Limiting;

/// <summary>A batch on its way: the asks still open, and the grants of those that are answered.</summary>
internal sealed class OpenBatch(IReadOnlyList<LedgerAsk> asks)
{
    private readonly Dictionary<LedgerAsk, LedgerGrant> _grants = new(asks.Count);
    private long _now;

    /// <summary>The asks without an answer, in the order asked.</summary>
    public List<LedgerAsk> TakeOpen() => [.. asks.Where(ask => !_grants.ContainsKey(ask))];

    /// <summary>The asks that a look alone can refuse: what comes back has to be written in any case.</summary>
    public List<LedgerAsk> TakeProbes() => [.. asks.Where(ask => ask.IsProbe && ask.Back == 0)];

    /// <summary>
    /// Answers a probe from a committed row if that already refuses it. The row was not locked, so it can never grant:
    /// a probe that looks promising stays open.
    /// </summary>
    public void Look(LedgerAsk ask, LedgerRow row, long now)
    {
        _now = now;
        var settlement = RowSettlement.Of(row, ask, now);
        if (settlement.IsRefusal)
        {
            _grants[ask] = settlement.Grant;
        }
    }

    /// <summary>Answers an ask with the row as the grant statement left it at its own reading of the clock.</summary>
    public void Settle(LedgerAsk ask, LedgerRow row, long now, long granted)
    {
        _now = Math.Max(_now, now);
        _grants[ask] = new LedgerGrant { Granted = granted, IsStale = IsStale(ask, row, now), Spans = row.Spans, Used = row.Used };
    }

    /// <summary>Answers an ask that got all it wanted out of windows that the statement found to be the ones asked for, or begun anew, and current.</summary>
    public void Charge(LedgerAsk ask, LedgerRow row, long now, long granted)
    {
        _now = Math.Max(_now, now);
        _grants[ask] = new LedgerGrant { Granted = granted, Spans = row.Spans, Used = row.Used };
    }

    /// <summary>The grants in the order asked.</summary>
    /// <exception cref="LedgerUnavailableException">An ask has no answer.</exception>
    public LedgerReply Reply() => new(_now, [.. asks.Select(ask => _grants.TryGetValue(ask, out var grant)
        ? grant
        : throw new LedgerUnavailableException("PostgreSQL left an ask of the ledger's batch without an answer."))]);

    // Unless the ask was stale, the row now holds exactly the spans asked for, and they contain the statement's clock.
    private static bool IsStale(LedgerAsk ask, LedgerRow row, long now)
    {
        for (var slot = 0; slot < QuotaSpec.Slots; slot++)
        {
            if (ask.Spec.BySlot[slot] is not null && (row.Spans[slot] != ask.Spans[slot] || !ask.Spans[slot].Contains(now)))
            {
                return true;
            }
        }

        return false;
    }
}
