namespace Tollgate.Billing;

/// <summary>A subscription that is stored otherwise than the payment provider has it.</summary>
/// <param name="Reference">The provider's id.</param>
/// <param name="UserId">Whose it is; null when nobody is linked.</param>
/// <param name="Differences">What is different.</param>
/// <param name="Result">What became of it: "repaired", "would be repaired", or why it can't be.</param>
/// <param name="IsRepaired">Whether it agrees now.</param>
public sealed record SubscriptionDrift(string Reference, long? UserId, IReadOnlyList<SubscriptionDifference> Differences, string Result, bool IsRepaired);
