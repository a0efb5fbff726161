namespace Tollgate.Aggregating;

/// <summary>How many requests of a selection were those of one subject or key.</summary>
/// <param name="Subject">Whose requests, e.g. "user_42".</param>
/// <param name="KeyId">The API key; null when subjects are ranked.</param>
/// <param name="UserName">The user's name; null for anonymous and unknown callers, and for users that are gone.</param>
/// <param name="Requests">Requests that the selection has of it.</param>
public sealed record UsagePart(string Subject, long? KeyId, string? UserName, long Requests);
