namespace Tollgate.Postgres.Migrations;

/// <summary>
/// Recorded usage as its first migration creates it.
/// Never edit a text once a migration that runs it has landed: change the table in a new migration.
/// </summary>
internal static class UsageTable
{
    /// <summary>
    /// A row per request, a partition per UTC day; partitions are made by the store. Two indexes: the key, which is also the order of time
    /// (reports, summaries, retention), and the subject's own history. There is no default partition: with one, a day could not be
    /// detached without blocking.
    /// </summary>
    public const string Create = """
        create table api_usage (
            at bigint not null,
            node text collate "C" not null,
            sequence bigint not null,
            subject text collate "C" not null,
            user_id bigint,
            key_id bigint,
            plan text,
            endpoint text not null,
            method text not null,
            status integer not null,
            duration_us bigint not null,
            bytes_in bigint,
            bytes_out bigint,
            address text,
            cost bigint not null,
            charged bigint not null,
            outcome text collate "C" not null,
            refusing_scope text,
            refusing_window text,
            is_shadow boolean not null,
            count bigint not null,
            constraint pk_api_usage primary key (at, node, sequence),
            constraint ck_api_usage_count check (count >= 1 and cost >= 0 and charged >= 0)
        ) partition by range (at);
        create index ix_api_usage_subject_at on api_usage (subject, at);
        comment on table api_usage is 'Recorded requests; a partition per UTC day, at in Unix milliseconds';
        comment on column api_usage.count is 'Requests that the row stands for; more than 1 for refusals of one second';
        comment on column api_usage.charged is 'Units that stayed charged: 0 for refusals and for responses that are not charged';
        """;

    /// <summary>Removes the table with all partitions.</summary>
    public const string Drop = "drop table api_usage;";
}
