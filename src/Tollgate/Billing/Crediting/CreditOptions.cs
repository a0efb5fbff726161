namespace Tollgate.Billing.Crediting;

/// <summary>What prepaid credits are sold as; bound from <c>Tollgate:Billing</c>.</summary>
public sealed class CreditOptions
{
    /// <summary>Units by the payment provider's one-time price, e.g. <c>price_1Abc</c>: 1 to 1,000,000,000,000 each. Default none: no payment tops up.</summary>
    public IDictionary<string, long> CreditPacks { get; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>How long bought credits last: 1 hour to 3,660 days. Unset: they never expire.</summary>
    public TimeSpan? CreditLifetime { get; set; }
}
