namespace Tollgate.Postgres.Statements;

/// <summary>Statements on the locks of jobs; parameter @job is the job's number. The locks of two schemas of a database are different ones.</summary>
internal static class JobLockStatements
{
    /// <summary>Takes the lock if nobody has it.</summary>
    public const string TryTake = $"/* tollgate.jobs.lock */ select pg_try_advisory_lock({Key})";

    /// <summary>Lets it go.</summary>
    public const string Release = $"/* tollgate.jobs.unlock */ select pg_advisory_unlock({Key})";

    /// <summary>Shows whether the session, and so its lock, is still there.</summary>
    public const string Ping = "/* tollgate.jobs.ping */ select 1";

    private const string Key = "hashtext('tollgate jobs of ' || current_schema()), @job";
}
