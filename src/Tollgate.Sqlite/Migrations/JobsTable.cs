namespace Tollgate.Sqlite.Migrations;

/// <summary>
/// The job history and the locks of jobs as their first migration creates them; instants in Unix milliseconds.
/// Never edit a text once a migration that runs it has landed: change the tables in a new migration.
/// </summary>
internal static class JobsTable
{
    /// <summary>A row per run; a firing (job, scheduled_at) has at most one that did not die, so nobody can run it twice.</summary>
    public const string Create = """
        create table job_runs (
            id integer primary key autoincrement,
            job text not null,
            scheduled_at integer,
            started_at integer not null,
            ended_at integer,
            node text not null,
            how text not null,
            outcome text not null,
            changes text not null,
            error text,
            constraint ck_job_runs_how check (how in ('scheduled', 'by hand')),
            constraint ck_job_runs_outcome check (outcome in ('running', 'succeeded', 'failed', 'died', 'skipped'))
        ) strict;
        create unique index ux_job_runs_job_scheduled_at on job_runs (job, scheduled_at) where outcome <> 'died';
        create index ix_job_runs_unsettled on job_runs (job) where outcome in ('running', 'died');
        create table job_locks (
            job text not null,
            holder text not null,
            held_until integer not null,
            constraint pk_job_locks primary key (job)
        ) strict, without rowid;
        """;

    /// <summary>Removes the tables.</summary>
    public const string Drop = """
        drop table job_locks;
        drop table job_runs;
        """;
}
