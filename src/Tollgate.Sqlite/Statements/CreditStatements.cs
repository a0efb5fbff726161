using Tollgate.EntityFrameworkCore.Statements;

namespace Tollgate.Sqlite.Statements;

/// <summary>How a ledger row is held for prepaid credits; the transaction has the write lock of the whole file.</summary>
internal static class CreditStatements
{
    /// <summary>The statement that differs.</summary>
    public static readonly CreditDialect Dialect = new(Lock);

    private const string Lock = """
        /* tollgate.credits.lock */
        insert into rate_limit_ledger (subject, scope, granted, updated_at, start_9, end_9, used_9)
        values (@subject, '*', 0, @now, @start, @end, 0)
        on conflict (subject, scope) do update set start_9 = excluded.start_9, end_9 = excluded.end_9, used_9 = coalesce(used_9, 0)
        returning used_9
        """;
}
