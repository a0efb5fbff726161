namespace Tollgate.Limiting;

/// <summary>The answer to "may this subject call this endpoint?".</summary>
/// <param name="IsAllowed">Whether the call may go on.</param>
/// <param name="Message">Why, in plain words.</param>
/// <param name="Decision">The decision with every window; pass it to <see cref="IRateLimiter.Complete"/> when the call was charged and is done.</param>
public sealed record LimitCheck(bool IsAllowed, string Message, Decision Decision);
