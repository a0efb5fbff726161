namespace Tollgate.Billing.Metering;

/// <summary>What became of an event.</summary>
/// <param name="State">The state that it has now.</param>
/// <param name="NextAttemptAt">When it is due again; null when that does not change.</param>
/// <param name="Error">Why it is not sent, in words; null when nothing is wrong.</param>
/// <param name="SentAt">When the provider confirmed it; null when that does not change.</param>
internal sealed record MeterOutcome(MeterEventState State, DateTimeOffset? NextAttemptAt, string? Error, DateTimeOffset? SentAt = null);
