namespace Tollgate.Watching;

/// <summary>Measures the database; nothing here changes or locks a row.</summary>
public interface IDatabaseGauges
{
    /// <summary>How far the database's clock is ahead of this node's; zero where they are the same clock.</summary>
    Task<TimeSpan> MeasureSkewAsync(CancellationToken cancellationToken);

    /// <summary>Rows of the ledger, an estimate where counting would take long.</summary>
    Task<long> CountLedgerRowsAsync(CancellationToken cancellationToken);

    /// <summary>Tables with their bytes, indexes and partitions included; one entry for the whole file where tables can't be told apart.</summary>
    Task<IReadOnlyList<(string Table, long Bytes)>> MeasureTablesAsync(CancellationToken cancellationToken);

    /// <summary>Standbys and how far they are behind; empty where there are none.</summary>
    Task<IReadOnlyList<(string Standby, TimeSpan Behind)>> MeasureStandbysAsync(CancellationToken cancellationToken);
}
