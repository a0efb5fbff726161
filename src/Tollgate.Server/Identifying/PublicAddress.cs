using System.Net;

namespace Tollgate.Server.Identifying;

/// <summary>
/// Tells addresses of the public internet from all others: private, shared (CGNAT), loopback, link-local with the clouds' metadata services,
/// multicast, reserved and documentation ranges (IANA special-purpose registries), and IPv6 addresses that stand for IPv4 ones.
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] NotPublicIPv4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", "240.0.0.0/4",
        }.Select(n => IPNetwork.Parse(n)),
    ];

    /// <summary>The only range that is handed out (2000::/3), so that whatever is unknown is not public.</summary>
    private static readonly IPNetwork GlobalIPv6 = IPNetwork.Parse("2000::/3");

    /// <summary>Within it: protocol assignments with Teredo, documentation, 6to4, which stands for an IPv4 address.</summary>
    private static readonly IPNetwork[] NotPublicIPv6 =
        [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20" }.Select(n => IPNetwork.Parse(n))];

    /// <summary>Whether the address is one of the public internet.</summary>
    public static bool Is(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily switch
        {
            System.Net.Sockets.AddressFamily.InterNetwork => !NotPublicIPv4.Any(n => n.Contains(plain)),
            System.Net.Sockets.AddressFamily.InterNetworkV6 => plain.ScopeId == 0 && GlobalIPv6.Contains(plain) && !NotPublicIPv6.Any(n => n.Contains(plain)),
            _ => false,
        };
    }
}
