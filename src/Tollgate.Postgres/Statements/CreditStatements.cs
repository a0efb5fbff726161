using Tollgate.EntityFrameworkCore.Statements;

namespace Tollgate.Postgres.Statements;

/// <summary>How a ledger row is locked for prepaid credits.</summary>
internal static class CreditStatements
{
    /// <summary>The statement that differs.</summary>
    public static readonly CreditDialect Dialect = new(Lock);

    // The update that changes nothing takes the lock, whoever made the row.
    private const string Lock = """
        /* tollgate.credits.lock */
        insert into rate_limit_ledger as t (subject, scope, position, granted, updated_at, start_9, end_9, used_9)
        values (@subject, '*', 0, 0, @now, @start, @end, 0)
        on conflict (subject, scope) do update set start_9 = excluded.start_9, end_9 = excluded.end_9, used_9 = coalesce(t.used_9, 0)
        returning t.used_9
        """;
}
