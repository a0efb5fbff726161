namespace Tollgate.Maintaining;

/// <summary>A run that begins.</summary>
/// <param name="Job">Which job.</param>
/// <param name="ScheduledAt">The firing that it is for; null when a person started it.</param>
/// <param name="StartedAt">Now.</param>
/// <param name="Node">The node that runs it.</param>
public sealed record JobStart(MaintenanceSchedule Job, DateTimeOffset? ScheduledAt, DateTimeOffset StartedAt, string Node);
