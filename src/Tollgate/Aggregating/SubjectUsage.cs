namespace Tollgate.Aggregating;

/// <summary>Sums of one subject.</summary>
/// <param name="Subject">Whose requests, e.g. "user_42".</param>
/// <param name="UserId">The user; null for anonymous and unknown callers.</param>
/// <param name="UserName">The user's name; null for anonymous and unknown callers, and for users that are gone.</param>
/// <param name="Measures">The sums; <see cref="UsageMeasures.DurationMicroseconds"/> too.</param>
public sealed record SubjectUsage(string Subject, long? UserId, string? UserName, UsageMeasures Measures);
