namespace Tollgate.Billing;

/// <summary>A customer as the payment provider has them at one moment.</summary>
/// <param name="Reference">The provider's id.</param>
/// <param name="IsLive">Whether real money moves.</param>
/// <param name="Email">Where notices go; null when unknown.</param>
/// <param name="CardLastFour">Of the card that pays; null when there is none.</param>
/// <param name="CardExpiresAt">When that card is no longer valid; null when unknown.</param>
/// <param name="IsDeleted">Whether the customer was deleted.</param>
/// <param name="UserId">The user that our metadata names; null when it names none.</param>
public sealed record ProviderCustomer(
    string Reference, bool IsLive, string? Email, string? CardLastFour, DateTimeOffset? CardExpiresAt, bool IsDeleted, long? UserId);
