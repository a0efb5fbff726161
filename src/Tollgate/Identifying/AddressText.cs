using System.Buffers;
using System.Globalization;
using System.Net;

namespace Tollgate.Identifying;

/// <summary>Reads addresses strictly: 1, 127.1, 0x7f.1 and 01.2.3.4, which <see cref="IPAddress"/> accepts, are refused.</summary>
internal static class AddressText
{
    private const int MaxLength = 45; // eight groups with a dotted tail
    private static readonly SearchValues<char> IPv6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <summary>Reads an address without port, brackets or scope id into its bits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out UInt128 bits)
    {
        bits = default;
        if (!text.Contains(':'))
        {
            var isIPv4 = TryParseIPv4(text, out var address);
            bits = AddressBits.OfIPv4(address);
            return isIPv4;
        }

        var dotted = text[(text.LastIndexOf(':') + 1)..];
        if (text.Length > MaxLength || text.ContainsAnyExcept(IPv6Characters)
            || (dotted.Contains('.') && !TryParseIPv4(dotted, out _)) || !IPAddress.TryParse(text, out var parsed))
        {
            return false;
        }

        bits = AddressBits.Of(parsed);
        return true;
    }

    /// <summary>Reads an address as proxies write it: plain, "203.0.113.7:4711", "[2001:db8::1]" or "[2001:db8::1]:4711".</summary>
    public static bool TryParseHop(ReadOnlySpan<char> text, out UInt128 bits)
    {
        bits = default;
        var rest = ReadOnlySpan<char>.Empty;
        if (text.StartsWith("["))
        {
            var close = text.IndexOf(']');
            if (close < 0 || !text[1..close].Contains(':'))
            {
                return false;
            }

            rest = text[(close + 1)..];
            text = text[1..close];
        }
        else if (text.Count(':') == 1)
        {
            var colon = text.IndexOf(':');
            rest = text[colon..];
            text = text[..colon];
        }

        return (rest.IsEmpty || IsPort(rest)) && TryParse(text, out bits);
    }

    private static bool IsPort(ReadOnlySpan<char> text) =>
        text[0] == ':' && text.Length is >= 2 and <= 6 && !text[1..].ContainsAnyExceptInRange('0', '9');

    private static bool TryParseIPv4(ReadOnlySpan<char> text, out uint address)
    {
        address = 0;
        for (var octet = 0; octet < 4; octet++)
        {
            var dot = octet < 3 ? text.IndexOf('.') : text.Length;
            if (dot is < 1 or > 3 || (dot > 1 && text[0] == '0')
                || !byte.TryParse(text[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                return false;
            }

            address = (address << 8) | value;
            text = octet < 3 ? text[(dot + 1)..] : [];
        }

        return true;
    }
}
