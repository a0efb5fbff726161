namespace Tollgate.Billing;

/// <summary>A paid invoice, and how much of what was paid for it went back, as the payment provider has it at one moment.</summary>
/// <param name="InvoiceReference">The provider's id of the invoice.</param>
/// <param name="CustomerReference">The provider's id of the customer; null when it does not say.</param>
/// <param name="Lines">All of its lines that name a price.</param>
/// <param name="Paid">What was paid in all, in minor units.</param>
/// <param name="Returned">What of it was refunded or lost in a dispute: 0 to <paramref name="Paid"/>.</param>
public sealed record ProviderReversal(string InvoiceReference, string? CustomerReference, IReadOnlyList<ProviderInvoiceLine> Lines, long Paid, long Returned);
