namespace Tollgate.Billing;

/// <summary>One thing about a subscription that is stored otherwise than the payment provider has it.</summary>
/// <param name="What">Which thing, e.g. "status".</param>
/// <param name="Stored">What is stored; null for nothing.</param>
/// <param name="AtProvider">What the provider has; null for nothing.</param>
public sealed record SubscriptionDifference(string What, string? Stored, string? AtProvider);
