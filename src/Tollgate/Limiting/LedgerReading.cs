namespace Tollgate.Limiting;

/// <summary>The committed ledger rows of one subject.</summary>
/// <param name="DatabaseNow">The database's clock at the time, in Unix milliseconds.</param>
/// <param name="Rows">A row per scope that was ever charged.</param>
public sealed record LedgerReading(long DatabaseNow, IReadOnlyList<LedgerRow> Rows);
