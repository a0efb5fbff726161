namespace Tollgate.Postgres.Migrations;

/// <summary>
/// The ledger's table, its view and the node registry as the first migration creates them.
/// Never edit a text once a migration that runs it has landed: change the table in a new migration.
/// </summary>
internal static class LedgerTable
{
    /// <summary>
    /// One row per (subject, scope) with the windows side by side. There is no index beside the key and half of each page stays free,
    /// so that an update stays on its page (heap-only) and the next reader of the page clears the old version away.
    /// </summary>
    public const string Create = """
        create table rate_limit_ledger (
            subject text collate "C" not null,
            scope text collate "C" not null,
            start_1 bigint, end_1 bigint, used_1 bigint,
            start_2 bigint, end_2 bigint, used_2 bigint,
            start_3 bigint, end_3 bigint, used_3 bigint,
            start_4 bigint, end_4 bigint, used_4 bigint,
            start_5 bigint, end_5 bigint, used_5 bigint,
            start_6 bigint, end_6 bigint, used_6 bigint,
            start_7 bigint, end_7 bigint, used_7 bigint,
            start_8 bigint, end_8 bigint, used_8 bigint,
            granted bigint not null,
            position integer not null,
            updated_at bigint not null,
            constraint pk_rate_limit_ledger primary key (subject, scope),
            constraint ck_rate_limit_ledger_used check (
                used_1 >= 0 and used_2 >= 0 and used_3 >= 0 and used_4 >= 0
                and used_5 >= 0 and used_6 >= 0 and used_7 >= 0 and used_8 >= 0)
        ) with (
            fillfactor = 50,
            autovacuum_vacuum_scale_factor = 0.05,
            autovacuum_vacuum_threshold = 2000,
            autovacuum_vacuum_cost_delay = 0,
            autovacuum_analyze_scale_factor = 0.5
        );
        comment on table rate_limit_ledger is 'Units granted per subject and scope; slots 1 to 4 are minute, hour, day and month, 5 to 8 custom windows; instants in Unix milliseconds';
        comment on column rate_limit_ledger.granted is 'Units granted by the latest ask';
        comment on column rate_limit_ledger.position is 'Place of the latest ask in its batch; of use inside the grant statement only';
        """;

    /// <summary>The shape that operators and reports expect: a row per subject, scope and window.</summary>
    public const string CreateView = """
        create view rate_limit_counters as
        select l.subject as identifier, l.scope as endpoint, w.window_type, to_timestamp(w.window_start / 1000.0) as window_start, w.count
        from rate_limit_ledger l
        cross join lateral (values
            ('minute', l.start_1, l.used_1),
            ('hour', l.start_2, l.used_2),
            ('day', l.start_3, l.used_3),
            ('month', l.start_4, l.used_4),
            ('custom_1', l.start_5, l.used_5),
            ('custom_2', l.start_6, l.used_6),
            ('custom_3', l.start_7, l.used_7),
            ('custom_4', l.start_8, l.used_8)) as w (window_type, window_start, count)
        where w.window_start is not null;
        comment on view rate_limit_counters is 'The latest instance of every window that was ever charged, as a row per window';
        """;

    /// <summary>
    /// Prepaid credits in a slot of their own. The new columns are empty, so no row is rewritten; the constraint holds for what is written
    /// from now on and need not look at the rest.
    /// </summary>
    public const string AddCredits = """
        alter table rate_limit_ledger add column start_9 bigint, add column end_9 bigint, add column used_9 bigint;
        alter table rate_limit_ledger add constraint ck_rate_limit_ledger_credits check (used_9 >= 0) not valid;
        comment on table rate_limit_ledger is 'Units granted per subject and scope; slots 1 to 4 are minute, hour, day and month, 5 to 8 custom windows, 9 prepaid credits; instants in Unix milliseconds';
        """;

    /// <summary>The view with prepaid credits, in place of the one before.</summary>
    public const string CreateViewWithCredits = $"""
        {DropView}
        create view rate_limit_counters as
        select l.subject as identifier, l.scope as endpoint, w.window_type, to_timestamp(w.window_start / 1000.0) as window_start, w.count
        from rate_limit_ledger l
        cross join lateral (values
            ('minute', l.start_1, l.used_1),
            ('hour', l.start_2, l.used_2),
            ('day', l.start_3, l.used_3),
            ('month', l.start_4, l.used_4),
            ('custom_1', l.start_5, l.used_5),
            ('custom_2', l.start_6, l.used_6),
            ('custom_3', l.start_7, l.used_7),
            ('custom_4', l.start_8, l.used_8),
            ('credits', l.start_9, l.used_9)) as w (window_type, window_start, count)
        where w.window_start is not null;
        comment on view rate_limit_counters is 'The latest instance of every window that was ever charged, as a row per window';
        """;

    /// <summary>Makes room for another view.</summary>
    public const string DropView = "drop view rate_limit_counters;";

    /// <summary>Takes prepaid credits out again.</summary>
    public const string RemoveCredits = "alter table rate_limit_ledger drop column start_9, drop column end_9, drop column used_9;";

    /// <summary>The nodes that serve this database; a node is alive while its heartbeat is fresh.</summary>
    public const string CreateNodes = """
        create table nodes (
            name text collate "C" not null,
            started_at timestamptz not null,
            heartbeat_at timestamptz not null,
            version text not null,
            constraint pk_nodes primary key (name)
        ) with (fillfactor = 50);
        comment on table nodes is 'Nodes that serve this database; alive while heartbeat_at is at most 5 seconds old';
        """;

    /// <summary>Removes everything that the other texts create.</summary>
    public const string Drop = """
        drop view rate_limit_counters;
        drop table rate_limit_ledger;
        drop table nodes;
        """;
}
