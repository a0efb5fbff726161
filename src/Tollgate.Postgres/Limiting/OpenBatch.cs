using Tollgate.Limiting;

namespace Tollgate.Postgres.Limiting;

/// <summary>A batch on its way: the asks still open, and the grants of those that are answered.</summary>
internal sealed class OpenBatch(IReadOnlyList<LedgerAsk> asks)
{
    private readonly LedgerGrant?[] _grants = new LedgerGrant?[asks.Count];
    private int _answered;
    private long _now;

    /// <summary>The asks without an answer, in the order asked.</summary>
    public AskSelection TakeOpen() => _answered == 0 ? AskSelection.All(asks) : Select((_, place) => _grants[place] is null);

    /// <summary>The asks that a look alone can refuse: what comes back has to be written in any case.</summary>
    public AskSelection TakeProbes() => Select(static (ask, _) => ask.IsProbe && ask.Back == 0);

    /// <summary>
    /// Answers a probe from a committed row if that already refuses it. The row was not locked, so it can never grant:
    /// a probe that looks promising stays open.
    /// </summary>
    /// <param name="place">Of the ask in the batch, from 0.</param>
    /// <param name="row">As it was read.</param>
    /// <param name="now">The database's clock.</param>
    public void Look(int place, LedgerRow row, long now)
    {
        _now = now;
        var settlement = RowSettlement.Of(row, asks[place], now);
        if (settlement.IsRefusal)
        {
            Answer(place, settlement.Grant);
        }
    }

    /// <summary>Answers an ask with the row as the grant statement left it at its own reading of the clock.</summary>
    /// <param name="place">Of the ask in the batch, from 0.</param>
    /// <param name="row">As it is stored now.</param>
    /// <param name="now">The database's clock.</param>
    /// <param name="granted">Units.</param>
    public void Settle(int place, LedgerRow row, long now, long granted)
    {
        _now = Math.Max(_now, now);
        Answer(place, new LedgerGrant { Granted = granted, IsStale = IsStale(asks[place], row, now), Spans = row.Spans, Used = row.Used });
    }

    /// <summary>Answers an ask that got all it wanted out of windows that the statement found to be the ones asked for, or begun anew, and current.</summary>
    /// <param name="place">Of the ask in the batch, from 0.</param>
    /// <param name="used">Units of each slot that the ask has in use. Nine entries.</param>
    /// <param name="now">The database's clock.</param>
    public void Charge(int place, long[] used, long now)
    {
        _now = Math.Max(_now, now);
        Answer(place, new LedgerGrant { Granted = asks[place].Wanted, Spans = asks[place].Spans, Used = used });
    }

    /// <summary>The grants in the order asked.</summary>
    /// <exception cref="LedgerUnavailableException">An ask has no answer.</exception>
    public LedgerReply Reply() => _answered == asks.Count
        ? new LedgerReply(_now, _grants!)
        : throw new LedgerUnavailableException("PostgreSQL left an ask of the ledger's batch without an answer.");

    private void Answer(int place, LedgerGrant grant)
    {
        _answered += _grants[place] is null ? 1 : 0;
        _grants[place] = grant;
    }

    private AskSelection Select(Func<LedgerAsk, int, bool> isWanted)
    {
        var places = new List<int>();
        for (var place = 0; place < asks.Count; place++)
        {
            if (isWanted(asks[place], place))
            {
                places.Add(place);
            }
        }

        return AskSelection.Of(asks, places);
    }

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
