using Tollgate.EntityFrameworkCore.Statements;

namespace Tollgate.Postgres.Statements;

/// <summary>What alerts measure of a PostgreSQL database; nothing here changes or locks a row.</summary>
internal static class WatchStatements
{
    /// <summary>The server's clock counts, and a claim passes over what another node is claiming.</summary>
    public static readonly StatementDialect Dialect = new(Now, SkipLocked: " for update skip locked", RowLock: " for no key update", IsNotShadow: "not is_shadow");

    /// <summary>Run once per connection: nothing waits for ever.</summary>
    public const string Session = "/* tollgate.watch.session */ set statement_timeout = '30s'; set lock_timeout = '2s'; set jit = off";

    /// <summary>The server's time in Unix milliseconds.</summary>
    public const string Now = "/* tollgate.watch.now */ select floor(1000 * date_part('epoch', clock_timestamp()))::bigint";

    /// <summary>Rows of the ledger as the statistics have them; counting would read the whole table.</summary>
    public const string LedgerRows = """
        /* tollgate.watch.ledger_rows */
        select greatest(c.reltuples::bigint, coalesce(s.n_live_tup, 0)) from pg_class c
        left join pg_stat_user_tables s on s.relid = c.oid
        where c.oid = 'rate_limit_ledger'::regclass
        """;

    /// <summary>Tables with indexes and out-of-line values; a partitioned table with all of its partitions.</summary>
    public const string Tables = """
        /* tollgate.watch.tables */
        select coalesce(parent.relname, c.relname)::text, sum(pg_total_relation_size(c.oid))::bigint
        from pg_class c
        left join pg_inherits i on i.inhrelid = c.oid
        left join pg_class parent on parent.oid = i.inhparent
        where c.relkind = 'r' and c.relnamespace = (select relnamespace from pg_class where oid = 'rate_limit_ledger'::regclass)
        group by 1
        order by 2 desc
        """;

    /// <summary>
    /// How far standbys are behind: by the time that their last confirmation took, which is null when they have all there is. On a standby:
    /// how old the last thing is that it has replayed, unless it has replayed all that it received.
    /// </summary>
    public const string Standbys = """
        /* tollgate.watch.standbys */
        select coalesce(nullif(application_name, ''), 'standby') || coalesce(' at ' || host(client_addr), ''),
            coalesce(extract(epoch from replay_lag), 0)::float8
        from pg_stat_replication where state in ('streaming', 'catchup')
        union all
        select 'this server', case when pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
            else coalesce(extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()), 0) end::float8
        where pg_is_in_recovery()
        """;
}
