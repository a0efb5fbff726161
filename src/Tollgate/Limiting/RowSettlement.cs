namespace Tollgate.Limiting;

/// <summary>
/// The rule of the quota ledger: what one ask does to one locked row at one instant. Everything that decides in C# uses it;
/// PostgreSQL's grant statement is the same rule in SQL, and the conformance suite compares the two.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>Units that come back leave every slot whose stored instance is still the one they were charged to; never below 0.</item>
/// <item>Units spent without a grant (debt) are charged to that instance, up to the limit, also where it is only now stored.</item>
/// <item>A span that is not current, or older than the stored one, makes the ask stale: no grant, no roll-over.</item>
/// <item>A slot never used or over begins at 0; a slot with another, overlapping span was redefined and keeps its count.</item>
/// <item>The grant is what is wanted or what the tightest slot has left; it is added to all slots in use, or to none.</item>
/// </list>
/// </remarks>
internal sealed class RowSettlement
{
    private static readonly LedgerRow s_none = new("", new WindowSpan[QuotaSpec.Slots], new long[QuotaSpec.Slots]);

    private readonly LedgerAsk _ask;
    private readonly LedgerRow _before;
    private readonly WindowSpan[] _spans;
    private readonly long[] _used;
    private readonly long _debt;

    private RowSettlement(LedgerRow? row, LedgerAsk ask)
    {
        _ask = ask;
        _before = row ?? s_none;
        _spans = [.. _before.Spans];
        _used = [.. _before.Used];
        _debt = ask.Back >= 0 || ask.BackStarts.Count == 0 ? 0 : -Math.Max(ask.Back, -long.MaxValue);
    }

    /// <summary>The row after the ask.</summary>
    public LedgerRow Row => new(_ask.Spec.Scope, _spans, _used);

    /// <summary>Units granted.</summary>
    public long Granted { get; private set; }

    /// <summary>Whether a span asked for is not the current one, or a newer one is stored.</summary>
    public bool IsStale { get; private set; }

    /// <summary>Whether nothing is granted and nothing came back: a probe then leaves the row as it is.</summary>
    public bool IsRefusal => Granted == 0 && _ask.Back == 0;

    /// <summary>Whether the row after the ask has to be stored: it differs from the stored one, and it is no refused probe.</summary>
    public bool HasToBeStored => !(_ask.IsProbe && IsRefusal) && !(_spans.SequenceEqual(_before.Spans) && _used.SequenceEqual(_before.Used));

    /// <summary>The answer to the node.</summary>
    public LedgerGrant Grant => new() { Granted = Granted, IsStale = IsStale, Used = _used, Spans = _spans };

    /// <summary>Settles the ask against the row (null when there is none) at the database's time in Unix milliseconds.</summary>
    public static RowSettlement Of(LedgerRow? row, LedgerAsk ask, long now)
    {
        var settlement = new RowSettlement(row, ask);
        settlement.Settle(now);
        return settlement;
    }

    private void Settle(long now)
    {
        Span<bool> indebted = stackalloc bool[QuotaSpec.Slots];
        TakeBack(indebted);
        IsStale = HasStaleSpan(now);
        if (IsStale)
        {
            return;
        }

        var room = Limit.Unlimited;
        for (var slot = 0; slot < QuotaSpec.Slots; slot++)
        {
            if (_ask.Spec.BySlot[slot] is { Limit: var limit })
            {
                Begin(slot, limit, now, indebted[slot]);
                room = Math.Min(room, Math.Max(0, limit - _used[slot]));
            }
        }

        Granted = room >= _ask.Minimum ? Math.Min(_ask.Wanted, room) : 0;
        Charge();
    }

    private void TakeBack(Span<bool> indebted)
    {
        for (var slot = 0; slot < QuotaSpec.Slots && _ask.Back != 0 && _ask.BackStarts.Count > 0; slot++)
        {
            if (_spans[slot] != default && _spans[slot].Start == _ask.BackStarts[slot])
            {
                _used[slot] = Math.Max(0, _used[slot] - Math.Max(0, _ask.Back));
                AddDebt(slot, _ask.Spec.BySlot[slot]?.Limit ?? Limit.Unlimited);
                indebted[slot] = true;
            }
        }
    }

    private bool HasStaleSpan(long now)
    {
        for (var slot = 0; slot < QuotaSpec.Slots; slot++)
        {
            var asked = _ask.Spans[slot];
            if (_ask.Spec.BySlot[slot] is not null && (!asked.Contains(now) || _spans[slot].Start >= asked.End))
            {
                return true;
            }
        }

        return false;
    }

    private void Begin(int slot, long limit, long now, bool indebted)
    {
        var isOver = _spans[slot].End <= now;
        _used[slot] = isOver ? 0 : _used[slot];
        _spans[slot] = _ask.Spans[slot];
        if (_debt > 0 && (isOver || !indebted) && _ask.BackStarts[slot] == _spans[slot].Start)
        {
            AddDebt(slot, limit);
        }
    }

    private void AddDebt(int slot, long limit) => _used[slot] += Math.Min(_debt, Math.Max(0, limit - _used[slot]));

    private void Charge()
    {
        for (var slot = 0; slot < QuotaSpec.Slots; slot++)
        {
            _used[slot] += _ask.Spec.BySlot[slot] is null ? 0 : Granted;
        }
    }
}
