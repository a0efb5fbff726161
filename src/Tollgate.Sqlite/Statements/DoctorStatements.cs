namespace Tollgate.Sqlite.Statements;

/// <summary>What the doctor reads. Pragmas that are read change nothing.</summary>
internal static class DoctorStatements
{
    public const string Version = "/* tollgate.doctor.version */ select sqlite_version()";

    public const string JournalMode = "/* tollgate.doctor.journal_mode */ pragma journal_mode";

    /// <summary>How the ledger's connections set it: the setting belongs to the connection, not to the file.</summary>
    public const string Synchronous = "/* tollgate.doctor.synchronous */ pragma synchronous = full; pragma synchronous";

    /// <summary>"ok" or the first damage found.</summary>
    public const string QuickCheck = "/* tollgate.doctor.quick_check */ pragma quick_check(1)";

    public const string HasSchema = """
        /* tollgate.doctor.tables */
        select count(*) from sqlite_schema where type = 'table' and name in ('rate_limit_ledger', 'nodes')
        """;

    public const string Bytes = "/* tollgate.doctor.bytes */ select page_count * page_size from pragma_page_count(), pragma_page_size()";

    public const string FreeBytes = "/* tollgate.doctor.free_bytes */ select freelist_count * page_size from pragma_freelist_count(), pragma_page_size()";

    public const string LedgerRows = "/* tollgate.doctor.ledger_rows */ select count(*) from rate_limit_ledger";

    /// <summary>Nodes heard of within 5 seconds; parameter $now in Unix milliseconds.</summary>
    public const string NodesAlive = "/* tollgate.doctor.nodes */ select count(*) from nodes where heartbeat_at >= $now - 5000";
}
