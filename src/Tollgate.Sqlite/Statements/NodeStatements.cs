namespace Tollgate.Sqlite.Statements;

/// <summary>The node registry's statements; instants in Unix milliseconds, parameters $name, $now and $version.</summary>
internal static class NodeStatements
{
    /// <summary>Says that a node is alive, forgets nodes silent for an hour, and counts those heard of within 5 seconds.</summary>
    public const string Heartbeat = """
        /* tollgate.nodes.heartbeat */
        insert into nodes (name, started_at, heartbeat_at, version) values ($name, $now, $now, $version)
        on conflict (name) do update set
            started_at = case when heartbeat_at < excluded.heartbeat_at - 5000 then excluded.started_at else started_at end,
            heartbeat_at = excluded.heartbeat_at,
            version = excluded.version;
        delete from nodes where heartbeat_at < $now - 3600000;
        select count(*) from nodes where heartbeat_at >= $now - 5000;
        """;

    /// <summary>Takes a node off the list.</summary>
    public const string Leave = "/* tollgate.nodes.leave */ delete from nodes where name = $name";
}
