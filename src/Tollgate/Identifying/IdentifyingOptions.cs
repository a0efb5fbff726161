namespace Tollgate.Identifying;

/// <summary>How callers are told apart; bound from <c>Tollgate:Identifying</c>.</summary>
public sealed class IdentifyingOptions
{
    /// <summary>Header that carries an API key beside <c>Authorization: Bearer</c>. Default "X-API-Key".</summary>
    public string ApiKeyHeader { get; set; } = "X-API-Key";

    /// <summary>Query parameter that may carry an API key; null (default) never reads one, because URLs end up in logs.</summary>
    public string? ApiKeyQueryParameter { get; set; }

    /// <summary>Claim that names the user of an authenticated request. Default "sub"; the identity's name when the claim is missing.</summary>
    public string UserClaim { get; set; } = "sub";

    /// <summary>Networks (CIDR) or addresses of proxies whose <see cref="ForwardedHeader"/> is believed; empty (default) believes none.</summary>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>
    /// The one header that your proxies append the client's address to. Default "X-Forwarded-For"; "Forwarded" is read by RFC 7239, any other
    /// name like X-Forwarded-For. Only one is read, because a proxy passes the others on as the client sent them.
    /// </summary>
    public string ForwardedHeader { get; set; } = "X-Forwarded-For";

    /// <summary>Bits of an IPv4 address that tell anonymous callers apart: 8 to 32, default 32.</summary>
    public int IPv4PrefixLength { get; set; } = 32;

    /// <summary>Bits of an IPv6 address that tell anonymous callers apart: 32 to 128, default 64 (one customer's network).</summary>
    public int IPv6PrefixLength { get; set; } = 64;

    /// <summary>Networks (CIDR) or addresses whose requests are admitted without limit and without charge.</summary>
    public IList<string> Allow { get; } = [];

    /// <summary>Networks (CIDR) or addresses whose requests are refused with 403; wins over <see cref="Allow"/>.</summary>
    public IList<string> Deny { get; } = [];
}
