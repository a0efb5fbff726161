using Microsoft.Extensions.Logging;

namespace Tollgate.Stripe;

/// <summary>Every message about Stripe; event ids 5750 to 5799.</summary>
internal static partial class Log
{
    [LoggerMessage(5750, LogLevel.Warning, "A webhook with a wrong or missing signature was refused. If Stripe sent it, Tollgate:Stripe:WebhookSecrets lacks the secret of its endpoint.")]
    public static partial void Forged(ILogger logger);

    [LoggerMessage(5751, LogLevel.Warning, "A well signed webhook was refused because its time is {Seconds} s from the database's: an old one sent again, or a clock is wrong.")]
    public static partial void Stale(ILogger logger, double seconds);

    [LoggerMessage(5752, LogLevel.Error, "A webhook could not be stored and was answered 503; Stripe sends it again.")]
    public static partial void NotStored(ILogger logger, Exception exception);

    [LoggerMessage(5753, LogLevel.Warning, "A key of Stripe is configured, but no webhook secret (Tollgate:Stripe:WebhookSecrets:0): the webhook endpoint does not exist, and changes are seen at night only.")]
    public static partial void NoSecrets(ILogger logger);

    [LoggerMessage(5754, LogLevel.Warning, "The page after a checkout could not take the subscription over; the event will: {Reason}")]
    public static partial void CheckoutLater(ILogger logger, string reason);
}
