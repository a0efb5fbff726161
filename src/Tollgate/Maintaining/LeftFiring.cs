namespace Tollgate.Maintaining;

/// <summary>A firing whose runs all died.</summary>
/// <param name="ScheduledAt">The firing.</param>
/// <param name="Deaths">How many runs for it died.</param>
public sealed record LeftFiring(DateTimeOffset ScheduledAt, int Deaths);
