namespace Tollgate.Billing;

/// <summary>An attempt to collect an invoice that failed, as an event told.</summary>
/// <param name="InvoiceReference">The invoice.</param>
/// <param name="Attempt">Which attempt, by the provider's count.</param>
/// <param name="FailedAt">When; null when the event does not say.</param>
/// <param name="Amount">What was to be paid, in minor units.</param>
/// <param name="Currency">ISO 4217 code in lower case.</param>
public sealed record FailedAttempt(string InvoiceReference, int Attempt, DateTimeOffset? FailedAt, long Amount, string Currency);
