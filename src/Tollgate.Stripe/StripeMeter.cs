using System.Diagnostics.Metrics;

namespace Tollgate.Stripe;

/// <summary>Counts what goes to and comes from Stripe, in the meter <c>Tollgate.Stripe</c>.</summary>
internal static class StripeMeter
{
    private static readonly Meter Meter = new("Tollgate.Stripe");

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "tollgate.stripe.requests", "{request}", "Requests to Stripe, by kind (read, write) and outcome (ok, refused, failed); repeats inside a request are not counted.");

    private static readonly Counter<long> Webhooks = Meter.CreateCounter<long>(
        "tollgate.stripe.webhooks", "{request}", "Requests to the webhook endpoint, by outcome: accepted, forged, stale, too_large, not_stored.");

    /// <summary>A request was answered, or not.</summary>
    public static void Asked(bool isRead, string outcome) => Requests.Add(
        1, new KeyValuePair<string, object?>("kind", isRead ? "read" : "write"), new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>A webhook came in.</summary>
    public static void Came(string outcome) => Webhooks.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
