namespace Tollgate.Postgres.Statements;

/// <summary>The node registry's statements.</summary>
internal static class NodeStatements
{
    /// <summary>
    /// Says that a node is alive and counts those that are; $1 its name, $2 its version. A node that was silent for longer than that has
    /// started anew. The count reads the state before this statement, so it leaves the node itself out and adds it. Nodes silent for
    /// an hour are forgotten.
    /// </summary>
    public const string Heartbeat = """
        /* tollgate.nodes.heartbeat */
        with time as materialized (select clock_timestamp() as now),
        beat as (
            insert into nodes as n (name, started_at, heartbeat_at, version)
            select $1, now, now, $2 from time
            on conflict (name) do update set
                heartbeat_at = excluded.heartbeat_at,
                version = excluded.version,
                started_at = case when n.heartbeat_at < excluded.heartbeat_at - interval '5 seconds' then excluded.started_at else n.started_at end),
        gone as (
            delete from nodes using time where heartbeat_at < time.now - interval '1 hour' and name <> $1)
        select 1 + count(*)::int from nodes, time where heartbeat_at >= time.now - interval '5 seconds' and name <> $1
        """;

    /// <summary>Takes a node off the list; $1 its name.</summary>
    public const string Leave = "/* tollgate.nodes.leave */ delete from nodes where name = $1";
}
