namespace Tollgate.Billing;

/// <summary>A line of an invoice: what was sold, and how many of it.</summary>
/// <param name="Reference">The provider's id of the line.</param>
/// <param name="PriceReference">The provider's id of the price.</param>
/// <param name="Quantity">How many, from 1.</param>
public sealed record ProviderInvoiceLine(string Reference, string PriceReference, long Quantity);
