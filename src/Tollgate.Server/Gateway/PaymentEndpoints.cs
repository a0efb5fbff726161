namespace Tollgate.Server.Gateway;

/// <summary>What the payment provider, and customers who come from it, call on the public listener: a branch of its own before the limiter.</summary>
internal static class PaymentEndpoints
{
    private static readonly PathString[] Paths = [StripeEndpoints.WebhookPath, StripeEndpoints.CheckoutPath];

    /// <summary>Whether a request is for one of them.</summary>
    public static bool Are(HttpContext context) => Array.Exists(Paths, path => context.Request.Path == path);

    /// <summary>Maps those that are configured; the others are not found, and never reach the upstream.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapTollgateStripeWebhooks();
        endpoints.MapFallback("{**path}", Problems.NotFoundAsync);
    }
}
