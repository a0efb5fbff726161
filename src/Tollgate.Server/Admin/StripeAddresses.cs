using Tollgate.Stripe;

namespace Tollgate.Server.Admin;

/// <summary>Where customers go when nobody says so: back to this gateway's public address.</summary>
internal static class StripeAddresses
{
    /// <summary>After paying; Stripe puts the checkout's id in. Null without a public address.</summary>
    public static string? Success(StripeOptions options) => options.PublicUrl.Length == 0
        ? null
        : $"{options.PublicUrl.TrimEnd('/')}{Microsoft.AspNetCore.Builder.StripeEndpoints.CheckoutPath}?session_id={{CHECKOUT_SESSION_ID}}";

    /// <summary>Instead of paying, or after changing something. Null without a public address.</summary>
    public static string? Return(StripeOptions options) =>
        options.AfterCheckoutUrl.Length > 0 ? options.AfterCheckoutUrl : options.PublicUrl.Length > 0 ? options.PublicUrl : null;
}
