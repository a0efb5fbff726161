namespace Tollgate.Maintaining;

/// <summary>Locks in the database, so that one node at a time runs a job.</summary>
public interface IJobLocks
{
    /// <summary>Takes a job's lock if nobody has it.</summary>
    /// <param name="job">The job.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The lock, to be disposed of; null when somebody else has it.</returns>
    Task<IJobLock?> TryTakeAsync(MaintenanceSchedule job, CancellationToken cancellationToken);
}
