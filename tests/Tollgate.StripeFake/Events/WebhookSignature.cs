using System.Security.Cryptography;
using System.Text;

namespace Tollgate.StripeFake;

/// <summary>The Stripe-Signature header: HMAC-SHA256 over "{t}.{body}". See docs.stripe.com/webhooks/signature.</summary>
internal static class WebhookSignature
{
    public static string Header(string body, IEnumerable<string> secrets, long at)
    {
        var signed = Encoding.UTF8.GetBytes($"{at.ToString(Invariant.Culture)}.{body}");
        var signatures = secrets.Select(secret => "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed)));
        return $"t={at.ToString(Invariant.Culture)},{string.Join(',', signatures)}";
    }
}
