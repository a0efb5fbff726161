using System.Globalization;
using Tollgate.Administering;

namespace Tollgate.Postgres.Administering;

/// <summary>Judges how the tables are doing.</summary>
internal static class TableDiagnosis
{
    private const string Ledger = "rate_limit_ledger";
    private const long FewDeadRows = 20_000;

    private static readonly TimeSpan LongHold = TimeSpan.FromMinutes(10);

    /// <summary>Findings about the ledger, dead rows and sizes.</summary>
    public static IEnumerable<Finding> Of(IReadOnlyList<TableFacts> tables)
    {
        yield return new("ledger rows", Severity.Note, $"About {Number(tables.FirstOrDefault(table => table.Name == Ledger)?.LiveRows ?? 0)}.");
        yield return new("size", Severity.Note,
            tables.Count == 0 ? "No tables." : string.Join(", ", tables.Take(5).Select(table => $"{table.Name} {Size(table.Bytes)}")) + ".");
        yield return DeadRows([.. tables.Where(table => table.DeadRows > Math.Max(FewDeadRows, table.LiveRows))]);
    }

    /// <summary>The finding about whoever keeps dead rows from being cleared away for longest.</summary>
    public static Finding OldestHolder(string? holder, TimeSpan held) => holder is null || held < LongHold
        ? new("oldest transaction", Severity.Ok, holder is null ? "None is open." : $"{holder}, open for {Number((long)held.TotalSeconds)} s.")
        : new("oldest transaction", Severity.Warning,
            $"{holder} is open for {Number((long)held.TotalMinutes)} minutes: old versions of hot ledger rows can't be cleared away, and grants get slower.",
            "End that transaction, and set idle_in_transaction_session_timeout for its role.");

    private static Finding DeadRows(TableFacts[] bloated) => bloated.Length == 0
        ? new("dead rows", Severity.Ok, "Few.")
        : new("dead rows", Severity.Warning,
            string.Join(", ", bloated.Select(table => $"{table.Name} has {Number(table.DeadRows)} dead rows beside {Number(table.LiveRows)} live ones")) + ".",
            "Look for the oldest transaction, then run: " + string.Join(" ", bloated.Select(table => $"vacuum {table.Name};")));

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Size(long bytes) => bytes < 1_048_576 ? $"{bytes / 1_024} kB" : $"{Number(bytes / 1_048_576)} MB";
}
