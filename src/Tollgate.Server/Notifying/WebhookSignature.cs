using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Server.Notifying;

/// <summary>Signs by Standard Webhooks 1.0 (https://www.standardwebhooks.com): HMAC-SHA256 over "id.timestamp.body".</summary>
internal static class WebhookSignature
{
    /// <summary>The value of the header webhook-signature: a "v1," signature per secret, separated by spaces.</summary>
    /// <param name="id">The header webhook-id.</param>
    /// <param name="timestamp">The header webhook-timestamp: Unix seconds of this attempt.</param>
    /// <param name="body">The body, byte for byte as it is sent.</param>
    /// <param name="keys">The secrets' bytes.</param>
    public static string Of(string id, long timestamp, ReadOnlySpan<byte> body, IEnumerable<byte[]> keys)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        byte[] signed = [.. head, .. body];
        return string.Join(' ', keys.Select(key => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}"));
    }
}
