using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.Stripe;

namespace Microsoft.AspNetCore.Builder;

/// <summary>What Stripe and customers who come from it call.</summary>
public static class StripeEndpoints
{
    /// <summary>Where Stripe sends events.</summary>
    public const string WebhookPath = "/.tollgate/webhooks/stripe";

    /// <summary>Where a checkout comes back to.</summary>
    public const string CheckoutPath = "/.tollgate/checkout/success";

    /// <summary>
    /// Maps <c>POST /.tollgate/webhooks/stripe</c> and <c>GET /.tollgate/checkout/success</c>, neither limited nor charged. Without a webhook
    /// secret the first does not exist and start-up says so; without a key neither does.
    /// </summary>
    /// <param name="endpoints">Where to map them; on the public side.</param>
    /// <returns>Whether webhooks are taken.</returns>
    public static bool MapTollgateStripeWebhooks(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        var options = services.GetRequiredService<IOptions<StripeOptions>>().Value;
        if (options.ApiKey.Length == 0)
        {
            return false;
        }

        StripeMeter.StartAtZero();
        endpoints.MapGet(CheckoutPath, static (HttpRequest request, CheckoutPage page, CancellationToken cancellationToken) => page.ShowAsync(request, cancellationToken))
            .WithMetadata(new DisableRateLimitingAttribute()).AllowAnonymous();
        if (options.WebhookSecrets.Count + options.ThinWebhookSecrets.Count == 0)
        {
            Log.NoSecrets(services.GetRequiredService<ILoggerFactory>().CreateLogger<StripeOptions>());
            return false;
        }

        endpoints.MapPost(WebhookPath, static (HttpRequest request, StripeWebhook webhook, CancellationToken cancellationToken) => webhook.TakeAsync(request, cancellationToken))
            .WithMetadata(new DisableRateLimitingAttribute()).AllowAnonymous().DisableAntiforgery();
        return true;
    }
}
