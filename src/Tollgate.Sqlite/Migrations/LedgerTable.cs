namespace Tollgate.Sqlite.Migrations;

/// <summary>
/// The ledger's table, its view and the node registry as the first migration creates them.
/// Never edit a text once a migration that runs it has landed: change the table in a new migration.
/// </summary>
internal static class LedgerTable
{
    /// <summary>
    /// One row per (subject, scope) with the windows side by side. STRICT, because an ordinary INTEGER column turns into a
    /// floating-point number when a sum overflows, without an error.
    /// </summary>
    public const string Create = """
        create table rate_limit_ledger (
            subject text not null,
            scope text not null,
            start_1 integer, end_1 integer, used_1 integer,
            start_2 integer, end_2 integer, used_2 integer,
            start_3 integer, end_3 integer, used_3 integer,
            start_4 integer, end_4 integer, used_4 integer,
            start_5 integer, end_5 integer, used_5 integer,
            start_6 integer, end_6 integer, used_6 integer,
            start_7 integer, end_7 integer, used_7 integer,
            start_8 integer, end_8 integer, used_8 integer,
            granted integer not null,
            updated_at integer not null,
            constraint pk_rate_limit_ledger primary key (subject, scope),
            constraint ck_rate_limit_ledger_used check (
                (used_1 is null or used_1 >= 0) and (used_2 is null or used_2 >= 0)
                and (used_3 is null or used_3 >= 0) and (used_4 is null or used_4 >= 0)
                and (used_5 is null or used_5 >= 0) and (used_6 is null or used_6 >= 0)
                and (used_7 is null or used_7 >= 0) and (used_8 is null or used_8 >= 0))
        ) strict, without rowid;
        """;

    /// <summary>The shape that operators and reports expect: a row per subject, scope and window.</summary>
    public const string CreateView = """
        create view rate_limit_counters as
        select subject as identifier, scope as endpoint, 'minute' as window_type,
            strftime('%Y-%m-%dT%H:%M:%fZ', start_1 / 1000.0, 'unixepoch') as window_start, used_1 as count
        from rate_limit_ledger where start_1 is not null
        union all
        select subject, scope, 'hour', strftime('%Y-%m-%dT%H:%M:%fZ', start_2 / 1000.0, 'unixepoch'), used_2
        from rate_limit_ledger where start_2 is not null
        union all
        select subject, scope, 'day', strftime('%Y-%m-%dT%H:%M:%fZ', start_3 / 1000.0, 'unixepoch'), used_3
        from rate_limit_ledger where start_3 is not null
        union all
        select subject, scope, 'month', strftime('%Y-%m-%dT%H:%M:%fZ', start_4 / 1000.0, 'unixepoch'), used_4
        from rate_limit_ledger where start_4 is not null
        union all
        select subject, scope, 'custom_1', strftime('%Y-%m-%dT%H:%M:%fZ', start_5 / 1000.0, 'unixepoch'), used_5
        from rate_limit_ledger where start_5 is not null
        union all
        select subject, scope, 'custom_2', strftime('%Y-%m-%dT%H:%M:%fZ', start_6 / 1000.0, 'unixepoch'), used_6
        from rate_limit_ledger where start_6 is not null
        union all
        select subject, scope, 'custom_3', strftime('%Y-%m-%dT%H:%M:%fZ', start_7 / 1000.0, 'unixepoch'), used_7
        from rate_limit_ledger where start_7 is not null
        union all
        select subject, scope, 'custom_4', strftime('%Y-%m-%dT%H:%M:%fZ', start_8 / 1000.0, 'unixepoch'), used_8
        from rate_limit_ledger where start_8 is not null;
        """;

    /// <summary>Prepaid credits in a slot of their own.</summary>
    public const string AddCredits = """
        alter table rate_limit_ledger add column start_9 integer;
        alter table rate_limit_ledger add column end_9 integer;
        alter table rate_limit_ledger add column used_9 integer
            constraint ck_rate_limit_ledger_credits check (used_9 is null or used_9 >= 0);
        """;

    /// <summary>The view with prepaid credits, in place of the one before.</summary>
    public const string CreateViewWithCredits = $"""
        {DropView}
        create view rate_limit_counters as
        select subject as identifier, scope as endpoint, 'minute' as window_type,
            strftime('%Y-%m-%dT%H:%M:%fZ', start_1 / 1000.0, 'unixepoch') as window_start, used_1 as count
        from rate_limit_ledger where start_1 is not null
        union all
        select subject, scope, 'hour', strftime('%Y-%m-%dT%H:%M:%fZ', start_2 / 1000.0, 'unixepoch'), used_2
        from rate_limit_ledger where start_2 is not null
        union all
        select subject, scope, 'day', strftime('%Y-%m-%dT%H:%M:%fZ', start_3 / 1000.0, 'unixepoch'), used_3
        from rate_limit_ledger where start_3 is not null
        union all
        select subject, scope, 'month', strftime('%Y-%m-%dT%H:%M:%fZ', start_4 / 1000.0, 'unixepoch'), used_4
        from rate_limit_ledger where start_4 is not null
        union all
        select subject, scope, 'custom_1', strftime('%Y-%m-%dT%H:%M:%fZ', start_5 / 1000.0, 'unixepoch'), used_5
        from rate_limit_ledger where start_5 is not null
        union all
        select subject, scope, 'custom_2', strftime('%Y-%m-%dT%H:%M:%fZ', start_6 / 1000.0, 'unixepoch'), used_6
        from rate_limit_ledger where start_6 is not null
        union all
        select subject, scope, 'custom_3', strftime('%Y-%m-%dT%H:%M:%fZ', start_7 / 1000.0, 'unixepoch'), used_7
        from rate_limit_ledger where start_7 is not null
        union all
        select subject, scope, 'custom_4', strftime('%Y-%m-%dT%H:%M:%fZ', start_8 / 1000.0, 'unixepoch'), used_8
        from rate_limit_ledger where start_8 is not null
        union all
        select subject, scope, 'credits', strftime('%Y-%m-%dT%H:%M:%fZ', start_9 / 1000.0, 'unixepoch'), used_9
        from rate_limit_ledger where start_9 is not null;
        """;

    /// <summary>Makes room for another view.</summary>
    public const string DropView = "drop view rate_limit_counters;";

    /// <summary>Takes prepaid credits out again.</summary>
    public const string RemoveCredits = """
        alter table rate_limit_ledger drop column used_9;
        alter table rate_limit_ledger drop column end_9;
        alter table rate_limit_ledger drop column start_9;
        """;

    /// <summary>The nodes that serve this database; instants in Unix milliseconds.</summary>
    public const string CreateNodes = """
        create table nodes (
            name text not null,
            started_at integer not null,
            heartbeat_at integer not null,
            version text not null,
            constraint pk_nodes primary key (name)
        ) strict, without rowid;
        """;

    /// <summary>Removes everything that the other texts create.</summary>
    public const string Drop = """
        drop view rate_limit_counters;
        drop table rate_limit_ledger;
        drop table nodes;
        """;
}
