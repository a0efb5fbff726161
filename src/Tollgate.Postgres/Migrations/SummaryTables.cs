namespace Tollgate.Postgres.Migrations;

/// <summary>
/// Sums of recorded usage as their first migration creates them.
/// Never edit a text once a migration that runs it has landed: change the tables in a new migration.
/// </summary>
internal static class SummaryTables
{
    /// <summary>
    /// A row of usage_touched per batch and hour that it has events of, so that nodes never wait for each other's row; the hours of events
    /// that are there already are marked, too.
    /// </summary>
    public const string Create = $"""
        alter table api_usage add column country text;
        comment on column api_usage.country is 'ISO 3166 code of the country of the address, where it is known';

        create table usage_touched (
            hour bigint not null,
            mark bigint generated always as identity,
            constraint pk_usage_touched primary key (hour, mark)
        );
        comment on table usage_touched is 'Hours with events that are not summed yet; hour in Unix milliseconds';
        insert into usage_touched (hour) select distinct at / 3600000 * 3600000 from api_usage;

        create table usage_unsummed_days (day bigint not null constraint pk_usage_unsummed_days primary key);
        comment on table usage_unsummed_days is 'UTC days with hours that are not summed into the day yet; day in Unix milliseconds';

        create table usage_floor (id integer not null constraint pk_usage_floor primary key check (id = 1), kept_from bigint not null);
        comment on table usage_floor is 'Events before kept_from (Unix milliseconds) have been cleaned up; their sums are final';
        insert into usage_floor (id, kept_from) values (1, 0);

        create table usage_summaries ({Detail}, constraint pk_usage_summaries primary key (start, subject, key_id, endpoint, plan, country)) with (fillfactor = 80);
        create index ix_usage_summaries_subject_start on usage_summaries (subject, start);
        comment on table usage_summaries is 'Hours by subject, key, endpoint, plan and country; start in Unix milliseconds';

        create table usage_daily ({Detail}, constraint pk_usage_daily primary key (start, subject, key_id, endpoint, plan, country));
        create index ix_usage_daily_subject_start on usage_daily (subject, start);
        comment on table usage_daily is 'UTC days by subject, key, endpoint, plan and country; days that have ended';

        create table usage_totals (
            grain text collate "C" not null check (grain in ('hour', 'day')),
            start bigint not null,
            endpoint text collate "C" not null,
            plan text collate "C" not null,
            country text collate "C" not null,
            {Measures},
            {Sketches},
            constraint pk_usage_totals primary key (grain, start, endpoint, plan, country)
        );
        comment on table usage_totals is 'Hours and days of all subjects together, by endpoint, plan and country';

        create table usage_subjects (
            grain text collate "C" not null check (grain in ('day', 'month')),
            start bigint not null,
            subject text collate "C" not null,
            user_id bigint,
            {Measures},
            constraint pk_usage_subjects primary key (grain, start, subject)
        );
        create index ix_usage_subjects_requests on usage_subjects (grain, start, requests desc, subject);
        create index ix_usage_subjects_refused on usage_subjects (grain, start, refused desc, subject) where refused > 0;
        create index ix_usage_subjects_charged on usage_subjects (grain, start, charged desc, subject);
        create index ix_usage_subjects_subject on usage_subjects (subject, grain, start);
        comment on table usage_subjects is 'UTC days and months of each subject, up to the hour that was summed last';
        """;

    /// <summary>Removes them.</summary>
    public const string Drop = """
        drop table usage_subjects, usage_totals, usage_daily, usage_summaries, usage_floor, usage_unsummed_days, usage_touched;
        alter table api_usage drop column country;
        """;

    private const string Measures = """
        requests bigint not null,
            succeeded bigint not null,
            failed bigint not null,
            refused bigint not null,
            shadow_refused bigint not null,
            cost bigint not null,
            charged bigint not null,
            bytes_in bigint not null,
            bytes_out bigint not null,
            duration_us bigint not null
        """;

    private const string Sketches = """
        duration_values bigint[] not null,
            duration_counts bigint[] not null,
            address_hashes bigint[] not null
        """;

    private const string Detail = $"""

            start bigint not null,
            subject text collate "C" not null,
            user_id bigint,
            key_id bigint not null,
            endpoint text collate "C" not null,
            plan text collate "C" not null,
            country text collate "C" not null,
            {Measures},
            {Sketches}
        """;
}
