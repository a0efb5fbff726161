using System.Globalization;
using System.Net;

namespace Tollgate.Identifying;

/// <summary>The network that an anonymous caller is told apart by; a value, so that looking one up allocates nothing.</summary>
/// <remarks>
/// It is computed from the 16 bytes of the address: 1.2.3.4, ::ffff:1.2.3.4 and 64:ff9b::1.2.3.4 are one caller, a scope id does not
/// count, and 2001:db8::1.2.3.4 belongs to its IPv6 network like any other.
/// </remarks>
public readonly record struct ClientAddress
{
    private const int CoarseIPv4 = 16;
    private const int CoarseIPv6 = 32;

    // Two words: a number of 128 bits would stand at a multiple of 16, and leave as much unused beside the length.
    private readonly ulong _upper;
    private readonly ulong _lower;
    private readonly byte _length;

    private ClientAddress(UInt128 bits, int length)
    {
        var masked = AddressBits.Mask(bits, length);
        (_upper, _lower, _length) = (unchecked((ulong)(masked >> 64)), unchecked((ulong)masked), (byte)length);
    }

    /// <summary>The network of an address by the configured prefix lengths.</summary>
    public static ClientAddress Of(IPAddress address, IdentifyingOptions options) =>
        Of(AddressBits.Of(address), options.IPv4PrefixLength, options.IPv6PrefixLength);

    /// <summary>The wider network (IPv4 /16, IPv6 /32) that callers share when too many are known.</summary>
    public static ClientAddress CoarseOf(IPAddress address, IdentifyingOptions options) => Of(
        AddressBits.Of(address), Math.Min(CoarseIPv4, options.IPv4PrefixLength), Math.Min(CoarseIPv6, options.IPv6PrefixLength));

    /// <summary>The subject of an address: "ip_203.0.113.7", or with a prefix shorter than the address "ip_2001:db8:1:2::/64".</summary>
    public static string SubjectOf(IPAddress address, IdentifyingOptions options) => Of(address, options).Subject;

    /// <summary>The subject of the wider network of an address: "ip_203.0.0.0/16" or "ip_2001:db8::/32".</summary>
    public static string CoarseSubjectOf(IPAddress address, IdentifyingOptions options) => CoarseOf(address, options).Subject;

    /// <summary>The wider network around this one, see <see cref="CoarseOf"/>.</summary>
    public ClientAddress Coarse => AddressBits.IsIPv4(Bits)
        ? new ClientAddress(Bits, Math.Min((int)_length, AddressBits.IPv4Offset + CoarseIPv4))
        : new ClientAddress(Bits, Math.Min((int)_length, CoarseIPv6));

    /// <summary>Units are charged to this subject; a new string each time.</summary>
    public string Subject => "ip_" + Text;

    /// <summary>The network: "203.0.113.7", or with a prefix shorter than the address "203.0.113.0/24"; a new string each time.</summary>
    public string Text
    {
        get
        {
            var address = AddressBits.ToAddress(Bits).ToString();
            var length = AddressBits.IsIPv4(Bits) ? _length - AddressBits.IPv4Offset : _length;
            return _length == 128 ? address : string.Create(CultureInfo.InvariantCulture, $"{address}/{length}");
        }
    }

    private UInt128 Bits => new(_upper, _lower);

    /// <summary>The network of an address by prefix lengths.</summary>
    internal static ClientAddress Of(IPAddress address, int ipv4Length, int ipv6Length) => Of(AddressBits.Of(address), ipv4Length, ipv6Length);

    /// <summary>Reads what <see cref="Text"/> wrote.</summary>
    /// <exception cref="FormatException">It is no network.</exception>
    internal static ClientAddress Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var address = IPAddress.Parse(slash < 0 ? text : text[..slash]);
        var length = slash < 0 ? 128 : int.Parse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture);
        return Of(address, Math.Min(length, 32), Math.Min(length, 128));
    }

    private static ClientAddress Of(UInt128 bits, int ipv4Length, int ipv6Length) =>
        new(bits, AddressBits.IsIPv4(bits) ? AddressBits.IPv4Offset + ipv4Length : ipv6Length);
}
