namespace Tollgate.Limiting;

/// <summary>What the limiter holds and how it sees the others, measured once a second while somebody collects it.</summary>
internal sealed class LimitingGauges(LeaseBook book, TimeProvider time)
{
    /// <summary>The database's clock minus this node's, as the replies so far tell.</summary>
    public TimeSpan ClockOffset =>
        TimeSpan.FromMilliseconds(book.Clock.At(time.GetTimestamp()) - time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Whether the ledger answers, as far as anybody asks it.</summary>
    public bool IsLedgerAvailable => !book.IsFailing(time.GetTimestamp());

    /// <summary>Measures everything; walks over the quotas only when their gauges are collected.</summary>
    public void Record()
    {
        LimitingMeter.Nodes.Record(book.Nodes);
        LimitingMeter.LedgerAvailable.Record(IsLedgerAvailable ? 1 : 0);
        LimitingMeter.Quotas.Record(book.Count);
        LimitingMeter.ClockOffset.Record(ClockOffset.TotalSeconds);
        if (LimitingMeter.Leases.Enabled || LimitingMeter.LeasedUnits.Enabled)
        {
            var (leases, units) = book.MeasureLeases();
            LimitingMeter.Leases.Record(leases);
            LimitingMeter.LeasedUnits.Record(units);
        }
    }
}
