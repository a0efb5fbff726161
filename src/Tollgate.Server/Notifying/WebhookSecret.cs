namespace Tollgate.Server.Notifying;

/// <summary>A secret in the form of Standard Webhooks: "whsec_" and 24 to 64 bytes in Base64.</summary>
internal static class WebhookSecret
{
    private const string Prefix = "whsec_";

    /// <summary>Reads the bytes; the prefix may be missing.</summary>
    public static bool TryParse(string text, out byte[] key)
    {
        var encoded = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text;
        var buffer = new byte[encoded.Length];
        if (Convert.TryFromBase64String(encoded, buffer, out var length) && length is >= 24 and <= 64)
        {
            key = buffer[..length];
            return true;
        }

        key = [];
        return false;
    }
}
