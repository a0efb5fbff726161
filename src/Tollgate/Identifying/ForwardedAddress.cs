using System.Net;
using Microsoft.Extensions.Options;

namespace Tollgate.Identifying;

/// <summary>Finds the client's address behind trusted proxies; what a client writes into the header itself is never believed.</summary>
/// <remarks>
/// 1. The connection's own address counts, unless it is a trusted proxy.
/// 2. Else the header's entries are read from the right, where the nearest proxy appended: the first that is not a trusted proxy is the client.
/// 3. An entry that can't be read ("unknown", "_hidden", garbage) ends the walk: the last trusted hop counts, so that whoever hides behind it
///    shares its allowance instead of choosing one.
/// 4. At most 32 entries and 8,192 characters are read; beyond that rule 3 holds.
/// </remarks>
public sealed class ForwardedAddress(IOptions<IdentifyingOptions> options)
{
    private const int MaxHops = 32;
    private const int MaxLength = 8_192;
    private readonly AddressList _proxies = new(options.Value.TrustedProxies);
    private readonly bool _isRfc7239 = options.Value.ForwardedHeader.Equals("Forwarded", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the header of this connection is believed.</summary>
    public bool IsTrusted(IPAddress? peer) => peer is not null && _proxies.Contains(peer);

    /// <summary>The client's address; never throws, whatever the header says.</summary>
    /// <param name="peer">The connection's address; null when there is none.</param>
    /// <param name="header">The value of <see cref="IdentifyingOptions.ForwardedHeader"/>, several lines joined by commas; null when missing.</param>
    public IPAddress? Find(IPAddress? peer, string? header)
    {
        if (string.IsNullOrEmpty(header) || !IsTrusted(peer))
        {
            return peer;
        }

        var rest = header.AsSpan(Math.Max(0, header.Length - MaxLength));
        UInt128? last = null;
        for (var hop = 0; hop < MaxHops && !rest.IsEmpty; hop++)
        {
            var comma = _isRfc7239 ? LastCommaOutsideQuotes(rest) : rest.LastIndexOf(',');
            var entry = rest[(comma + 1)..].Trim(" \t");
            rest = rest[..Math.Max(0, comma)];
            if (!AddressText.TryParseHop(_isRfc7239 ? ForwardedElement.For(entry) : entry, out var bits))
            {
                break;
            }

            last = bits;
            if (!_proxies.Contains(bits))
            {
                break;
            }
        }

        return last is { } found ? AddressBits.ToAddress(found) : peer;
    }

    // Quotes are paired from the right, where the trusted proxy wrote: a quote that a client leaves open on the left changes nothing here.
    private static int LastCommaOutsideQuotes(ReadOnlySpan<char> text)
    {
        var isQuoted = false;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            isQuoted ^= text[i] == '"';
            if (text[i] == ',' && !isQuoted)
            {
                return i;
            }
        }

        return -1;
    }
}
