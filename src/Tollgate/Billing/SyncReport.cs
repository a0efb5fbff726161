namespace Tollgate.Billing;

/// <summary>What a comparison of all subscriptions with the payment provider found.</summary>
/// <param name="Compared">Subscriptions that were compared.</param>
/// <param name="Drifts">Those that were stored otherwise.</param>
public sealed record SyncReport(long Compared, IReadOnlyList<SubscriptionDrift> Drifts);
