namespace Tollgate.Maintaining;

/// <summary>What was to be done by runs that all died.</summary>
/// <param name="ScheduledAt">The firing; null when a person started them, and no run of the job has ended since.</param>
/// <param name="Deaths">How many runs for it died.</param>
public sealed record LeftFiring(DateTimeOffset? ScheduledAt, int Deaths);
