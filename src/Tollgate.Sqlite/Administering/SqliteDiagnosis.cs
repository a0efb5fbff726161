using System.Globalization;
using Tollgate.Administering;

namespace Tollgate.Sqlite.Administering;

/// <summary>Judges what a database says about itself against what the promise of exact limits needs.</summary>
internal static class SqliteDiagnosis
{
    private const long Megabyte = 1_048_576;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>All findings, good ones included.</summary>
    public static IEnumerable<Finding> Of(SqliteFacts facts, string path)
    {
        yield return new("version", Severity.Ok, $"SQLite {facts.Version}.");
        yield return facts.QuickCheck == "ok"
            ? new("quick_check", Severity.Ok, "ok.")
            : new("quick_check", Severity.Problem, $"The file is damaged: {facts.QuickCheck}.", "Stop all nodes and restore the file from a backup.");
        foreach (var finding in OfPromise(facts.JournalMode, facts.Synchronous, facts.Permissions, path))
        {
            yield return finding;
        }

        yield return Size(facts, path);
        yield return Journal(facts.JournalBytes);
        if (facts.LedgerRows is null)
        {
            yield return new("tables", Severity.Problem, "The ledger's tables do not exist here.", "Bring the schema up to date.");
            yield break;
        }

        yield return new("ledger rows", Severity.Note, $"{Number(facts.LedgerRows.Value)}.");
        yield return new("nodes alive", Severity.Note, $"{facts.NodesAlive}.");
    }

    /// <summary>Findings about what the promise rests on.</summary>
    public static IEnumerable<Finding> OfPromise(string journalMode, long synchronous, UnixFileMode permissions, string path)
    {
        yield return journalMode == "wal"
            ? new("journal_mode", Severity.Ok, "wal.")
            : new("journal_mode", Severity.Warning, $"{journalMode}: readers and the ledger block each other.", "Run: pragma journal_mode = wal;");
        yield return synchronous >= 2
            ? new("synchronous", Severity.Ok, "full on every connection of the ledger.")
            : new("synchronous", Severity.Problem, "Not full: a power cut forgets the last grants, so limits can be exceeded by as many units.", "Use the SQLite library that ships with Tollgate.");
        yield return Permissions(permissions, path);
    }

    private static Finding Permissions(UnixFileMode mode, string path) => (mode & Others) == 0
        ? new("permissions", Severity.Ok, $"{Octal(mode)}: closed to other users.")
        : new("permissions", Severity.Warning, $"{Octal(mode)}: every user of this machine can open {path}.", $"Run: chmod o-rw '{path}'");

    private static Finding Size(SqliteFacts facts, string path)
    {
        var size = $"{Number(facts.Bytes / Megabyte)} MB, {Number(facts.FreeBytes / Megabyte)} MB of it free.";
        return facts.FreeBytes > 100 * Megabyte && facts.FreeBytes > facts.Bytes / 2
            ? new("size", Severity.Note, size, $"Stop the nodes and run: sqlite3 '{path}' vacuum")
            : new("size", Severity.Note, size);
    }

    private static Finding Journal(long bytes) => bytes <= 256 * Megabyte
        ? new("write-ahead log", Severity.Ok, $"{Number(bytes / Megabyte)} MB.")
        : new("write-ahead log", Severity.Warning, $"{Number(bytes / Megabyte)} MB: a reader that never ends keeps it from being merged back.", "End programs that hold a read transaction open.");

    private static string Octal(UnixFileMode mode) => "0" + Convert.ToString((int)mode, 8);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
