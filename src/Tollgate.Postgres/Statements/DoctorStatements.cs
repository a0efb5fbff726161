namespace Tollgate.Postgres.Statements;

/// <summary>What the doctor reads; nothing here changes or locks a row.</summary>
internal static class DoctorStatements
{
    /// <summary>Settings, role and clock of the server.</summary>
    public const string Server = """
        /* tollgate.doctor.server */
        select
            current_setting('server_version_num')::int,
            current_setting('server_version'),
            current_setting('synchronous_commit'),
            current_setting('fsync'),
            current_setting('full_page_writes'),
            pg_is_in_recovery(),
            current_setting('transaction_read_only') = 'on',
            floor(1000 * date_part('epoch', clock_timestamp()))::bigint,
            (select count(*)::int from pg_stat_replication where sync_state = 'async'),
            to_regclass('rate_limit_ledger') is not null and to_regclass('nodes') is not null
        """;

    /// <summary>Size and dead rows of every table in the schema of the ledger, largest first.</summary>
    public const string Tables = """
        /* tollgate.doctor.tables */
        select relname::text, n_live_tup, n_dead_tup, pg_total_relation_size(relid)
        from pg_stat_user_tables
        where schemaname = current_schema()
        order by 4 desc
        """;

    /// <summary>Who keeps dead rows from being cleared away for longest: open transactions and replication slots.</summary>
    public const string OldestHolder = """
        /* tollgate.doctor.oldest_holder */
        select holder, seconds from (
            select format('%s (pid %s, %s)', coalesce(nullif(application_name, ''), 'a session'), pid, coalesce(state, 'unknown')) as holder,
                extract(epoch from clock_timestamp() - xact_start)::float8 as seconds
            from pg_stat_activity
            where backend_xmin is not null and pid <> pg_backend_pid() and xact_start is not null
            union all
            select format('prepared transaction %s', gid), extract(epoch from clock_timestamp() - prepared)::float8
            from pg_prepared_xacts
        ) h
        order by seconds desc
        limit 1
        """;

    /// <summary>Nodes heard of within 5 seconds.</summary>
    public const string NodesAlive = """
        /* tollgate.doctor.nodes */
        select count(*)::int from nodes where heartbeat_at >= clock_timestamp() - interval '5 seconds'
        """;
}
