namespace Tollgate.Maintaining;

/// <summary>A run of a job, as the history keeps it.</summary>
/// <param name="Id">Its number; 0 for a dry run, which is not kept.</param>
/// <param name="Job">Which job.</param>
/// <param name="ScheduledAt">The firing that it was for; null when a person started it.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended; null while it runs.</param>
/// <param name="Node">The node that ran it.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Tasks">What each task did, in order; of a run that died, those that were done.</param>
/// <param name="Error">Why it failed, died or was skipped; null when it did not.</param>
public sealed record JobRun(
    long Id,
    MaintenanceSchedule Job,
    DateTimeOffset? ScheduledAt,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    string Node,
    JobOutcome Outcome,
    IReadOnlyList<TaskRun> Tasks,
    string? Error);
