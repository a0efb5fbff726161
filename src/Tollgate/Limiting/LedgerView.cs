namespace Tollgate.Limiting;

/// <summary>The windows of one (subject, scope) as the ledger last reported them; immutable.</summary>
/// <param name="Spec">The limits that held.</param>
/// <param name="Spans">The instance of each slot's window. Nine entries.</param>
/// <param name="Used">Units granted to all nodes in that instance, this node's leases included. An entry for every slot in use, at least.</param>
internal sealed record LedgerView(QuotaSpec Spec, WindowSpan[] Spans, long[] Used)
{
    /// <summary>Units left in the tightest window: what the ledger could still grant.</summary>
    public long Room { get; } = RoomOf(Spec, Used);

    /// <summary>When the first window in use ends, in Unix milliseconds; the largest value when none is in use.</summary>
    public long FirstEnd { get; } = FirstEndOf(Spec, Spans);

    /// <summary>Whether any limit is 0, so that nothing ever passes, not even at no cost.</summary>
    public bool IsClosed => Spec.HasZeroLimit;

    /// <summary>Whether too few prepaid credits are left for the cost.</summary>
    public bool LacksCredits(long cost) =>
        Spec.BySlot[QuotaSpec.CreditsSlot] is { } credits && credits.Limit - Math.Min(credits.Limit, Used[QuotaSpec.CreditsSlot]) < cost;

    /// <summary>When a cost could fit again by the windows' ends, in Unix milliseconds; null when a limit is smaller than the cost, or credits are.</summary>
    public long? FitsAt(long cost)
    {
        var fitsAt = 0L;
        for (var slot = 0; slot < QuotaSpec.Slots; slot++)
        {
            if (Spec.BySlot[slot] is not { } limit || limit.Limit - Math.Min(limit.Limit, Used[slot]) >= Math.Max(cost, 1))
            {
                continue;
            }

            if (limit.Limit < cost || limit.Limit == 0 || limit.Window.NeverEnds)
            {
                return null;
            }

            fitsAt = Math.Max(fitsAt, Spans[slot].End);
        }

        return fitsAt;
    }

    private static long RoomOf(QuotaSpec spec, long[] used)
    {
        var room = Limit.Unlimited;
        for (var slot = 0; slot < QuotaSpec.Slots; slot++)
        {
            if (spec.BySlot[slot] is { } limit)
            {
                room = Math.Min(room, limit.Limit - Math.Min(limit.Limit, used[slot]));
            }
        }

        return room;
    }

    private static long FirstEndOf(QuotaSpec spec, WindowSpan[] spans)
    {
        var end = long.MaxValue;
        for (var slot = 0; slot < QuotaSpec.Slots; slot++)
        {
            if (spec.BySlot[slot] is not null)
            {
                end = Math.Min(end, spans[slot].End);
            }
        }

        return end;
    }
}
