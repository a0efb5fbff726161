namespace Tollgate.Postgres.Migrations;

/// <summary>
/// The job history as its first migration creates it.
/// Never edit a text once a migration that runs it has landed: change the table in a new migration.
/// </summary>
internal static class JobsTable
{
    /// <summary>A row per run; a firing (job, scheduled_at) has at most one that did not die, so nobody can run it twice.</summary>
    public const string Create = """
        create table job_runs (
            id bigint generated always as identity,
            job text collate "C" not null,
            scheduled_at bigint,
            started_at bigint not null,
            ended_at bigint,
            node text collate "C" not null,
            how text not null,
            outcome text collate "C" not null,
            changes text not null,
            error text,
            constraint pk_job_runs primary key (id),
            constraint ck_job_runs_how check (how in ('scheduled', 'by hand')),
            constraint ck_job_runs_outcome check (outcome in ('running', 'succeeded', 'failed', 'died', 'skipped'))
        );
        create unique index ux_job_runs_job_scheduled_at on job_runs (job, scheduled_at) where outcome <> 'died';
        create index ix_job_runs_unsettled on job_runs (job) where outcome in ('running', 'died');
        comment on table job_runs is 'Runs of maintenance jobs; instants in Unix milliseconds';
        comment on column job_runs.scheduled_at is 'The firing of the schedule that the run is for; null when a person started it';
        comment on column job_runs.changes is 'What each task changed, as JSON';
        """;

    /// <summary>Removes the table.</summary>
    public const string Drop = "drop table job_runs;";
}
