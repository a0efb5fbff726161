namespace Tollgate.Postgres.Statements;

/// <summary>Statements about the server that reports read from.</summary>
internal static class ReplicaStatements
{
    /// <summary>Asks nothing.</summary>
    public const string Ping = "/* tollgate.reads.ping */ select 1";

    /// <summary>
    /// Whether the server is a standby, and by how many seconds its data is old: 0 when it is connected and has replayed all that it received
    /// (a quiet primary sends nothing), null when it has never replayed anything.
    /// </summary>
    public const string Lag = """
        /* tollgate.reads.lag */
        select pg_is_in_recovery(),
            case
                when not pg_is_in_recovery() then 0::double precision
                when pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() and exists (select 1 from pg_stat_wal_receiver) then 0::double precision
                else extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())::double precision
            end
        """;
}
