namespace Tollgate.Billing;

/// <summary>A dispute as the payment provider has it at one moment.</summary>
/// <param name="Reference">The provider's id.</param>
/// <param name="CustomerReference">The provider's id of the customer who paid; null when the provider does not say.</param>
/// <param name="Status">State as the provider says it, e.g. "needs_response", "won".</param>
/// <param name="IsOpen">Whether it is not decided yet.</param>
/// <param name="Amount">What is disputed, in minor units.</param>
/// <param name="Currency">ISO 4217 code in lower case.</param>
/// <param name="OpenedAt">When it was opened.</param>
public sealed record ProviderDispute(
    string Reference, string? CustomerReference, string Status, bool IsOpen, long Amount, string Currency, DateTimeOffset OpenedAt)
{
    /// <summary>The provider's id of the payment that is disputed; null when it does not say.</summary>
    public string? PaymentReference { get; init; }
}
