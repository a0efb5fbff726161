namespace Tollgate.Maintaining;

/// <summary>Keeps the runs of jobs, and sees to it that a firing has one run, whoever fires it.</summary>
public interface IJobHistory
{
    /// <summary>Begins a run. Only the holder of the job's lock does.</summary>
    /// <returns>The run's number; null when the firing has a run already that did not die.</returns>
    Task<long?> TryStartAsync(JobStart start, CancellationToken cancellationToken);

    /// <summary>Stores what a run has done so far, or how it ended; nothing when it was given up for dead meanwhile.</summary>
    /// <param name="id">The run.</param>
    /// <param name="endedAt">When it ended; null while it runs.</param>
    /// <param name="outcome">How it ended, or running.</param>
    /// <param name="tasks">What was done.</param>
    /// <param name="error">What went wrong; null for nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether the run was still running.</returns>
    Task<bool> SaveAsync(
        long id, DateTimeOffset? endedAt, JobOutcome outcome, IReadOnlyList<TaskRun> tasks, string? error, CancellationToken cancellationToken);

    /// <summary>Marks the job's running runs as died. Only the holder of the job's lock does, so their node is gone.</summary>
    /// <returns>How many.</returns>
    Task<int> MarkDiedAsync(MaintenanceSchedule job, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Firings of a job whose runs all died, oldest first, and what a person started and nobody ended.</summary>
    Task<IReadOnlyList<LeftFiring>> FindLeftAsync(MaintenanceSchedule job, CancellationToken cancellationToken);

    /// <summary>Whether a run of the job is marked as running, which it is until somebody notices that its node died.</summary>
    Task<JobRun?> FindRunningAsync(MaintenanceSchedule job, CancellationToken cancellationToken);

    /// <summary>Whether the firing, or a later one of the job, has a run.</summary>
    Task<bool> HasRunSinceAsync(MaintenanceSchedule job, DateTimeOffset scheduledAt, CancellationToken cancellationToken);

    /// <summary>When the oldest run that is kept began; null when there is none.</summary>
    Task<DateTimeOffset?> BeginningAsync(CancellationToken cancellationToken);

    /// <summary>Runs, newest first.</summary>
    /// <param name="job">Of one job; null for all.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<JobRun>> ListAsync(MaintenanceSchedule? job, int take, CancellationToken cancellationToken);
}
