using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Stripe;

/// <summary>Checks the header <c>Stripe-Signature</c>: HMAC-SHA256 over time and raw body, several secrets while one is rolled.</summary>
/// <remarks>https://docs.stripe.com/webhooks/signature. Ten lines, so that no exception of a parser decides what is believed.</remarks>
internal static class StripeSignature
{
    private const int MaxHeader = 4096;
    private const int HexLength = 64;

    /// <summary>The time that the signature covers, in Unix seconds; null when no secret made it.</summary>
    /// <param name="body">The body as it came, byte by byte.</param>
    /// <param name="header">The header; null when there was none.</param>
    /// <param name="secrets">Every secret that may have made it.</param>
    public static long? Verify(ReadOnlySpan<byte> body, string? header, IEnumerable<string> secrets)
    {
        if (header is null or { Length: > MaxHeader })
        {
            return null;
        }

        string? time = null;
        var signatures = new List<byte[]>();
        foreach (var part in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = at < 0 ? (part, "") : (part[..at], part[(at + 1)..]);
            if (name == "t")
            {
                time ??= value;
            }
            else if (name == "v1" && value.Length == HexLength && value.All(char.IsAsciiHexDigit))
            {
                signatures.Add(Convert.FromHexString(value));
            }
        }

        if (!long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return null;
        }

        var isGood = false;
        foreach (var secret in secrets.Where(s => !string.IsNullOrWhiteSpace(s)))
        {
            var expected = Sign(body, time!, secret);
            foreach (var signature in signatures)
            {
                isGood |= CryptographicOperations.FixedTimeEquals(signature, expected);
            }
        }

        return isGood ? seconds : null;
    }

    /// <summary>The signature of a body at a time.</summary>
    public static byte[] Sign(ReadOnlySpan<byte> body, string time, string secret)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.ASCII.GetBytes(time));
        hash.AppendData("."u8);
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }
}
