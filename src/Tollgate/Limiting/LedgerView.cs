namespace Tollgate.Limiting;

/// <summary>The windows of one (subject, scope) as the ledger last reported them; immutable.</summary>
/// <param name="Spec">The limits that held.</param>
/// <param name="Spans">The instance of each slot's window. Eight entries.</param>
/// <param name="Used">Units granted to all nodes in that instance, this node's leases included. Eight entries.</param>
internal sealed record LedgerView(QuotaSpec Spec, WindowSpan[] Spans, long[] Used)
{
    /// <summary>Units left in the tightest window: what the ledger could still grant.</summary>
    public long Room { get; } = RoomOf(Spec, Used);

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
}
