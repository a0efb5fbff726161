using Tollgate.Limiting;

namespace Tollgate.Postgres.Limiting;

/// <summary>What an ask makes of a row that does not exist, provided that the database's clock is inside all of its spans.</summary>
/// <param name="ValidFrom">The first instant inside all spans, in Unix milliseconds.</param>
/// <param name="ValidTo">The first instant after one of them.</param>
/// <param name="Granted">Units granted.</param>
/// <param name="Used">Units of each slot; null when they are <paramref name="Granted"/> for each slot in use, as without a hand-back.</param>
internal readonly record struct FirstAsk(long ValidFrom, long ValidTo, long Granted, IReadOnlyList<long>? Used)
{
    /// <summary>Settles the ask against no row.</summary>
    public static FirstAsk Of(LedgerAsk ask)
    {
        var (from, to, room) = (long.MinValue, long.MaxValue, Limit.Unlimited);
        for (var slot = 0; slot < QuotaSpec.Slots; slot++)
        {
            if (ask.Spec.BySlot[slot] is { } limit)
            {
                from = Math.Max(from, ask.Spans[slot].Start);
                to = Math.Min(to, ask.Spans[slot].End);
                room = Math.Min(room, limit.Limit);
            }
        }

        if (ask.Back == 0 && from < to)
        {
            return new FirstAsk(from, to, room >= ask.Minimum ? Math.Min(ask.Wanted, room) : 0, null);
        }

        var settlement = RowSettlement.Of(row: null, ask, now: from);
        return new FirstAsk(from, to, settlement.Granted, settlement.Row.Used);
    }

    /// <summary>Units of a slot.</summary>
    public long UsedIn(int slot, LedgerAsk ask) => Used is not null ? Used[slot] : ask.Spec.BySlot[slot] is null ? 0 : Granted;
}
