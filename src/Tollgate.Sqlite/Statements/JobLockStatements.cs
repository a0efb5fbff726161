namespace Tollgate.Sqlite.Statements;

/// <summary>Statements on <c>job_locks</c>; instants in Unix milliseconds.</summary>
internal static class JobLockStatements
{
    /// <summary>Takes a lock that nobody has or whose time is over; changes no row when somebody has it.</summary>
    public const string TryTake = """
        /* tollgate.jobs.lock */
        insert into job_locks (job, holder, held_until) values (@job, @holder, @until)
        on conflict (job) do update set holder = excluded.holder, held_until = excluded.held_until
        where job_locks.held_until < @now
        """;

    /// <summary>Holds it for longer; changes no row when somebody else has taken it.</summary>
    public const string Renew = "/* tollgate.jobs.renew */ update job_locks set held_until = @until where job = @job and holder = @holder";

    /// <summary>Lets it go.</summary>
    public const string Release = "/* tollgate.jobs.unlock */ delete from job_locks where job = @job and holder = @holder";
}
