using Tollgate.EntityFrameworkCore.Statements;

namespace Tollgate.Sqlite.Statements;

/// <summary>What alerts measure of a SQLite database.</summary>
internal static class WatchStatements
{
    /// <summary>Processes that share a file share a machine and so a clock, and write one at a time.</summary>
    public static readonly StatementDialect Dialect = new(Now: null, SkipLocked: "", RowLock: "", IsNotShadow: "is_shadow = 0");

    /// <summary>Rows of the ledger, through its smallest index.</summary>
    public const string LedgerRows = "/* tollgate.watch.ledger_rows */ select count(*) from rate_limit_ledger";

    /// <summary>Bytes of the file.</summary>
    public const string Bytes = "/* tollgate.watch.bytes */ select page_count * page_size from pragma_page_count(), pragma_page_size()";
}
