namespace Tollgate.Billing;

/// <summary>A finished checkout.</summary>
/// <param name="Reference">The provider's id.</param>
/// <param name="CustomerReference">The provider's id of the customer.</param>
/// <param name="SubscriptionReference">The provider's id of the new subscription; null when something else was bought.</param>
/// <param name="UserId">The user that was named when it began; null when none was.</param>
public sealed record ProviderCheckout(string Reference, string? CustomerReference, string? SubscriptionReference, long? UserId);
