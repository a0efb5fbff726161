namespace Tollgate.Sqlite.Migrations;

/// <summary>
/// Sums of recorded usage as their first migration creates them.
/// Never edit a text once a migration that runs it has landed: change the tables in a new migration.
/// </summary>
internal static class SummaryTables
{
    /// <summary>
    /// Times are Unix milliseconds, days and months are those of UTC. In usage_touched, mark counts the batches with events of the hour, and
    /// owner is the run that sums it: another one that begins makes the first give up. The hours of events that are there already are marked.
    /// </summary>
    public const string Create = $"""
        alter table api_usage add column country text;
        create table usage_touched (hour integer not null primary key, mark integer not null, owner text) strict;
        insert into usage_touched (hour, mark) select distinct at / 3600000 * 3600000, 1 from api_usage;
        create table usage_unsummed_days (day integer not null primary key, mark integer not null, owner text) strict;
        create table usage_floor (id integer not null primary key check (id = 1), kept_from integer not null) strict;
        insert into usage_floor (id, kept_from) values (1, 0);

        create table usage_summaries ({Detail}, constraint pk_usage_summaries primary key (start, subject, key_id, endpoint, plan, country)) strict, without rowid;
        create index ix_usage_summaries_subject_start on usage_summaries (subject, start);

        create table usage_daily ({Detail}, constraint pk_usage_daily primary key (start, subject, key_id, endpoint, plan, country)) strict, without rowid;
        create index ix_usage_daily_subject_start on usage_daily (subject, start);

        create table usage_totals (
            grain text not null check (grain in ('hour', 'day')),
            start integer not null,
            endpoint text not null,
            plan text not null,
            country text not null,
            {Measures},
            {Sketches},
            constraint pk_usage_totals primary key (grain, start, endpoint, plan, country)
        ) strict, without rowid;

        create table usage_subjects (
            grain text not null check (grain in ('day', 'month')),
            start integer not null,
            subject text not null,
            user_id integer,
            {Measures},
            constraint pk_usage_subjects primary key (grain, start, subject)
        ) strict, without rowid;
        create index ix_usage_subjects_requests on usage_subjects (grain, start, requests desc, subject);
        create index ix_usage_subjects_refused on usage_subjects (grain, start, refused desc, subject) where refused > 0;
        create index ix_usage_subjects_charged on usage_subjects (grain, start, charged desc, subject);
        create index ix_usage_subjects_subject on usage_subjects (subject, grain, start);
        """;

    /// <summary>Removes them.</summary>
    public const string Drop = """
        drop table usage_subjects;
        drop table usage_totals;
        drop table usage_daily;
        drop table usage_summaries;
        drop table usage_floor;
        drop table usage_unsummed_days;
        drop table usage_touched;
        alter table api_usage drop column country;
        """;

    private const string Measures = """
        requests integer not null,
            succeeded integer not null,
            failed integer not null,
            refused integer not null,
            shadow_refused integer not null,
            cost integer not null,
            charged integer not null,
            bytes_in integer not null,
            bytes_out integer not null,
            duration_us integer not null
        """;

    private const string Sketches = """
        durations blob not null,
            addresses blob not null
        """;

    private const string Detail = $"""

            start integer not null,
            subject text not null,
            user_id integer,
            key_id integer not null,
            endpoint text not null,
            plan text not null,
            country text not null,
            {Measures},
            {Sketches}
        """;
}
