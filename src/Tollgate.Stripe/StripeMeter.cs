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

    /// <summary>The counters begin at zero, so that the first failure is seen as an increase.</summary>
    public static void StartAtZero()
    {
        Array.ForEach(["ok", "refused", "failed"], outcome => Requests.Add(0, Tag("kind", "read"), Tag("outcome", outcome)));
        Array.ForEach(["ok", "refused", "failed"], outcome => Requests.Add(0, Tag("kind", "write"), Tag("outcome", outcome)));
        Array.ForEach(["accepted", "forged", "stale", "too_large", "not_stored"], outcome => Webhooks.Add(0, Tag("outcome", outcome)));
    }

    /// <summary>A request was answered, or not.</summary>
    public static void Asked(bool isRead, string outcome) => Requests.Add(
        1, Tag("kind", isRead ? "read" : "write"), Tag("outcome", outcome));

    /// <summary>A webhook came in.</summary>
    public static void Came(string outcome) => Webhooks.Add(1, Tag("outcome", outcome));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
