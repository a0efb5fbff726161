namespace Tollgate.Maintaining;

/// <summary>How a job has been doing.</summary>
/// <param name="Job">Which job.</param>
/// <param name="SucceededAt">When it last ended well; null when never, as far as the history goes.</param>
/// <param name="Duration">How long its last run took that ended, well or not; null without one.</param>
/// <param name="Failures">Runs that failed or died since it last ended well.</param>
public sealed record JobFigures(MaintenanceSchedule Job, DateTimeOffset? SucceededAt, TimeSpan? Duration, long Failures);
