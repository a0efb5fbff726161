namespace Tollgate.Sqlite.Statements;

/// <summary>Statements that prepare connections and the file.</summary>
internal static class SchemaStatements
{
    /// <summary>Full durability, and a wait in SQLite itself: the driver's own retries sleep 150 ms each.</summary>
    public const string PrepareConnection = """
        -- tollgate: prepare connection
        pragma synchronous = full;
        pragma busy_timeout = 5000;
        """;

    /// <summary>Readers and the writer do not block each other.</summary>
    public const string UseWriteAheadLog = """
        -- tollgate: use write-ahead log
        pragma journal_mode = wal;
        """;

    /// <summary>Whether a migration lock table exists.</summary>
    public const string HasMigrationLock = """
        -- tollgate: has migration lock
        select count(*) as "Value" from sqlite_master where type = 'table' and name = '__EFMigrationsLock'
        """;

    /// <summary>
    /// A process that was killed while it migrated leaves its lock behind, and everybody after it would wait for ever.
    /// </summary>
    public const string DeleteStaleMigrationLock = """
        -- tollgate: delete stale migration lock
        delete from "__EFMigrationsLock" where julianday("timestamp") < julianday({0})
        """;
}
