using System.Globalization;

namespace Tollgate.Identifying;

/// <summary>A network in CIDR notation, or one address.</summary>
internal readonly record struct AddressRange
{
    private readonly UInt128 _bits;
    private readonly int _length;

    private AddressRange(UInt128 bits, int length)
    {
        _bits = bits;
        _length = length;
    }

    /// <summary>Whether every address of a family lies inside.</summary>
    public bool IsEverything => _length == (IsIPv4 ? AddressBits.IPv4Offset : 0);

    private bool IsIPv4 => _length >= AddressBits.IPv4Offset && AddressBits.IsIPv4(_bits);

    /// <summary>Whether the address, as normalised bits, lies inside.</summary>
    public bool Contains(UInt128 address) =>
        AddressBits.IsIPv4(address) == IsIPv4 && AddressBits.Mask(address, _length) == _bits;

    /// <summary>Reads "10.0.0.0/8", "2001:db8::/32" or an address; says what is wrong with anything else.</summary>
    public static bool TryParse(string? text, out AddressRange range, out string problem)
    {
        range = default;
        var slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (!AddressText.TryParse(slash < 0 ? text : text.AsSpan(0, slash), out var bits))
        {
            problem = "is not a network or address; use CIDR notation such as 10.0.0.0/8 or 2001:db8::/32, or an address";
            return false;
        }

        var isIPv4 = AddressBits.IsIPv4(bits) && !text.AsSpan().Contains(':');
        if (slash >= 0 && !isIPv4 && AddressBits.IsIPv4(bits))
        {
            problem = "is an IPv4 network in IPv6 notation; write it as IPv4, e.g. 10.0.0.0/8";
            return false;
        }

        var length = 128;
        if (slash >= 0 && !TryParseLength(text.AsSpan(slash + 1), isIPv4, out length))
        {
            problem = $"has no valid prefix length; write 0 to {(isIPv4 ? 32 : 128)} after the slash";
            return false;
        }

        range = new AddressRange(AddressBits.Mask(bits, length), length);
        problem = range._bits == bits
            ? ""
            : $"has bits set after its prefix; the network is {AddressBits.ToAddress(range._bits)}/{(isIPv4 ? length - AddressBits.IPv4Offset : length)}";
        return problem.Length == 0;
    }

    private static bool TryParseLength(ReadOnlySpan<char> text, bool isIPv4, out int length)
    {
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out length) && length <= (isIPv4 ? 32 : 128);
        length += isIPv4 ? AddressBits.IPv4Offset : 0;
        return isNumber;
    }
}
