namespace Tollgate.Billing;

/// <summary>An item of a subscription: a price, how many of it, and its period.</summary>
/// <param name="PriceReference">The provider's id of the price.</param>
/// <param name="Quantity">Seats; 1 where the price is metered.</param>
/// <param name="Meter">The provider's id of the meter; null for prices that are not metered.</param>
/// <param name="PeriodStart">Start of the period; null when the provider does not say (never 1970).</param>
/// <param name="PeriodEnd">End of the period; null when the provider does not say.</param>
public sealed record ProviderItem(string PriceReference, long Quantity, string? Meter, DateTimeOffset? PeriodStart, DateTimeOffset? PeriodEnd);
