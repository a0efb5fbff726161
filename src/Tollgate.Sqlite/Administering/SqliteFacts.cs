namespace Tollgate.Sqlite.Administering;

/// <summary>What a SQLite database says about itself; the last two are null where the tables do not exist.</summary>
internal sealed record SqliteFacts(
    string Version,
    string JournalMode,
    long Synchronous,
    string QuickCheck,
    UnixFileMode Permissions,
    long Bytes,
    long FreeBytes,
    long JournalBytes,
    long? LedgerRows,
    long? NodesAlive);
