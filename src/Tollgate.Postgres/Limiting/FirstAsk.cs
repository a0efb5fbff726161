using Tollgate.Limiting;

namespace Tollgate.Postgres.Limiting;

/// <summary>What an ask makes of a row that does not exist, provided that the database's clock is inside all of its spans.</summary>
/// <param name="ValidFrom">The first instant inside all spans, in Unix milliseconds.</param>
/// <param name="ValidTo">The first instant after one of them.</param>
/// <param name="Granted">Units granted.</param>
/// <param name="Used">Units of each slot.</param>
internal sealed record FirstAsk(long ValidFrom, long ValidTo, long Granted, IReadOnlyList<long> Used)
{
    /// <summary>Settles the ask against no row.</summary>
    public static FirstAsk Of(LedgerAsk ask)
    {
        var from = long.MinValue;
        var to = long.MaxValue;
        for (var slot = 0; slot < QuotaSpec.Slots; slot++)
        {
            if (ask.Spec.BySlot[slot] is not null)
            {
                from = Math.Max(from, ask.Spans[slot].Start);
                to = Math.Min(to, ask.Spans[slot].End);
            }
        }

        var settlement = RowSettlement.Of(row: null, ask, now: from);
        return new FirstAsk(from, to, settlement.Granted, settlement.Row.Used);
    }
}
