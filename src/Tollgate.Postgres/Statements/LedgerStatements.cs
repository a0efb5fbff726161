using Tollgate.Limiting;

namespace Tollgate.Postgres.Statements;

/// <summary>The ledger's statements beside the one that grants.</summary>
internal static class LedgerStatements
{
    /// <summary>
    /// Run once per connection. Statements end by themselves when the node has long given up on them, and the plan is made once:
    /// with dozens of array parameters planning costs more than running.
    /// </summary>
    public const string Session = """
        /* tollgate.ledger.session */
        set statement_timeout = '5s'; set lock_timeout = '2s'; set plan_cache_mode = force_generic_plan; set jit = off
        """;

    /// <summary>The committed rows that a batch of probes is about, in the order asked; $1 subjects, $2 scopes, $3 the clock or null.</summary>
    public static readonly string Look = $"""
        /* tollgate.ledger.look */
        select u.position::int, {Clock("$3")}, {Slots}
        from unnest($1, $2) with ordinality as u (subject, scope, position)
        left join rate_limit_ledger t on t.subject = u.subject and t.scope = u.scope
        """;

    /// <summary>All committed rows of a subject, or one row with a null scope; $1 subject, $2 the clock or null.</summary>
    public static readonly string Read = $"""
        /* tollgate.ledger.read */
        select t.scope, {Clock("$2")}, {Slots}
        from (select 1) as one
        left join rate_limit_ledger t on t.subject = $1
        order by t.scope
        """;

    private static string Slots => GrantStatement.AllColumns;

    /// <summary>The database's clock in Unix milliseconds, unless a test hands one in through the parameter.</summary>
    public static string Clock(string parameter) =>
        $"coalesce({parameter}, floor(1000 * date_part('epoch', clock_timestamp()))::bigint)";
}
