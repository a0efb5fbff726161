namespace Tollgate.Stripe;

/// <summary>What a key's first letters say.</summary>
internal static class StripeKey
{
    /// <summary>Whether real money moves with a key; null when it is no secret or restricted key.</summary>
    public static bool? IsLive(string key) => key.Split('_') switch
    {
        ["sk" or "rk", "live", .. { Length: > 0 }] => true,
        ["sk" or "rk", "test", .. { Length: > 0 }] => false,
        _ => null,
    };
}
