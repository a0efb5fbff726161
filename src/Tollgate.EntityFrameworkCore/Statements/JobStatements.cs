namespace Tollgate.EntityFrameworkCore.Statements;

/// <summary>Statements on <c>job_runs</c> that both databases understand; instants in Unix milliseconds.</summary>
internal static class JobStatements
{
    /// <summary>What @scheduled_at is, and a left firing is, when a person started the run: a typed null is not the same word on both databases.</summary>
    public const long ByHand = -1;

    /// <summary>What @ended_at is while a run runs.</summary>
    public const long NotEnded = -1;

    /// <summary>Begins a run; no row when the firing has one that did not die.</summary>
    public const string Start = """
        /* tollgate.jobs.start */
        insert into job_runs (job, scheduled_at, started_at, node, how, outcome, changes)
        values (
            @job, nullif(@scheduled_at, -1), @started_at, @node, case when @scheduled_at = -1 then 'by hand' else 'scheduled' end, 'running', '[]')
        on conflict do nothing
        returning id
        """;

    /// <summary>Stores what a run has done, unless it was given up for dead.</summary>
    public const string Save = """
        /* tollgate.jobs.save */
        update job_runs
        set ended_at = nullif(@ended_at, -1), outcome = @outcome, changes = @changes, error = nullif(@error, '')
        where id = @id and outcome = 'running'
        """;

    /// <summary>Marks the running runs of a job as died.</summary>
    public const string MarkDied = """
        /* tollgate.jobs.mark_died */
        update job_runs set outcome = 'died', ended_at = @ended_at, error = @error where job = @job and outcome = 'running'
        """;

    /// <summary>
    /// Firings whose runs all died, and how many did; as one more, without a firing, runs by hand that died after the job's last run of any kind.
    /// </summary>
    public const string FindLeft = """
        /* tollgate.jobs.find_left */
        select d.scheduled_at, count(*)
        from job_runs d
        where d.job = @job and d.outcome = 'died' and d.scheduled_at is not null
            and not exists (select 1 from job_runs r where r.job = d.job and r.scheduled_at = d.scheduled_at and r.outcome <> 'died')
        group by d.scheduled_at
        union all
        select -1, count(*)
        from job_runs d
        where d.job = @job and d.outcome = 'died' and d.scheduled_at is null
            and not exists (select 1 from job_runs r where r.job = d.job and r.id > d.id and r.outcome in ('running', 'succeeded', 'failed'))
        having count(*) > 0
        order by 1
        """;

    /// <summary>The run that is marked as running.</summary>
    public const string FindRunning = $"""
        /* tollgate.jobs.find_running */
        select {Columns} from job_runs where job = @job and outcome = 'running' order by id desc limit 1
        """;

    /// <summary>How many firings from one on have a run.</summary>
    public const string CountSince = """
        /* tollgate.jobs.count_since */
        select count(*) from job_runs where job = @job and scheduled_at >= @scheduled_at
        """;

    /// <summary>When the oldest run began.</summary>
    public const string Beginning = "/* tollgate.jobs.beginning */ select min(started_at) from job_runs";

    /// <summary>Runs, newest first; @job is empty for all jobs.</summary>
    public const string List = $"""
        /* tollgate.jobs.list */
        select {Columns} from job_runs where @job = '' or job = @job order by id desc limit @take
        """;

    /// <summary>Counts runs that ended before an instant.</summary>
    public const string CountOld = "/* tollgate.jobs.count_old */ select count(*) from job_runs where ended_at < @before";

    /// <summary>Removes some of them.</summary>
    public const string RemoveOld = """
        /* tollgate.jobs.remove_old */
        delete from job_runs where id in (select id from job_runs where ended_at < @before order by id limit 500)
        """;

    private const string Columns = "id, job, scheduled_at, started_at, ended_at, node, outcome, changes, error";
}
