namespace Tollgate.Sqlite.Migrations;

/// <summary>
/// Recorded usage as its first migration creates it.
/// Never edit a text once a migration that runs it has landed: change the table in a new migration.
/// </summary>
internal static class UsageTable
{
    /// <summary>
    /// A row per request, at in Unix milliseconds. Two indexes: the key, which is also the order of time (reports, summaries, retention),
    /// and the subject's own history.
    /// </summary>
    public const string Create = """
        create table api_usage (
            at integer not null,
            node text not null,
            sequence integer not null,
            subject text not null,
            user_id integer,
            key_id integer,
            plan text,
            endpoint text not null,
            method text not null,
            status integer not null,
            duration_us integer not null,
            bytes_in integer,
            bytes_out integer,
            address text,
            cost integer not null,
            charged integer not null,
            outcome text not null,
            refusing_scope text,
            refusing_window text,
            is_shadow integer not null,
            count integer not null,
            constraint pk_api_usage primary key (at, node, sequence),
            constraint ck_api_usage_count check (count >= 1 and cost >= 0 and charged >= 0)
        ) strict, without rowid;
        create index ix_api_usage_subject_at on api_usage (subject, at);
        """;

    /// <summary>Removes the table.</summary>
    public const string Drop = "drop table api_usage;";
}
