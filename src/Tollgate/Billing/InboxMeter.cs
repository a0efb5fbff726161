using System.Diagnostics.Metrics;

namespace Tollgate.Billing;

/// <summary>Counts events of the payment provider, in the meter <c>Tollgate.Billing</c>.</summary>
internal static class InboxMeter
{
    private const string OtherFamily = "other";

    private static readonly Meter Meter = new("Tollgate.Billing");

    private static readonly Counter<long> Events = Meter.CreateCounter<long>(
        "tollgate.billing.events.received", "{event}", "Verified events of the payment provider, by what became of them: pending, ignored, duplicate.");

    private static readonly Counter<long> Ended = Meter.CreateCounter<long>(
        "tollgate.billing.events.ended", "{event}", "Events that were worked off, by outcome: done, ignored, failed, dead.");

    private static readonly Counter<long> Syncs = Meter.CreateCounter<long>(
        "tollgate.billing.syncs", "{pass}", "Passes over a subscription or customer, by kind: sure (the provider was asked) or provisional.");

    private static readonly Gauge<long> Backlog = Meter.CreateGauge<long>(
        "tollgate.billing.events.backlog", "{event}", "Events in the inbox that are pending or were given up.");

    private static readonly Gauge<double> OldestAge = Meter.CreateGauge<double>(
        "tollgate.billing.events.oldest_age", "s", "How long the oldest event waits that is not done yet; 0 when none does.");

    private static readonly string[] Families =
        ["subscription", "invoice", "checkout", "customer", "payment_method", "charge", "price", "product", OtherFamily];

    /// <summary>The counters begin at zero, so that the first failure is seen as an increase.</summary>
    public static void StartAtZero()
    {
        foreach (var family in Families)
        {
            Array.ForEach(["pending", "ignored", "duplicate"], outcome => Events.Add(0, Tag("outcome", outcome), Tag("family", family)));
        }

        Array.ForEach(["done", "ignored", "failed", "dead"], outcome => End(0, outcome));
        Array.ForEach(["sure", "provisional"], kind => Syncs.Add(0, Tag("kind", kind)));
    }

    /// <summary>An event came in.</summary>
    public static void Received(string type, bool isNew, bool isIgnored) => Events.Add(
        1, Tag("outcome", !isNew ? "duplicate" : isIgnored ? "ignored" : "pending"), Tag("family", FamilyOf(type)));

    /// <summary>Events were worked off.</summary>
    public static void End(long count, string outcome) => Ended.Add(count, Tag("outcome", outcome));

    /// <summary>A pass was stored.</summary>
    public static void Synced(bool isProvisional) => Syncs.Add(1, Tag("kind", isProvisional ? "provisional" : "sure"));

    /// <summary>The inbox at a glance.</summary>
    public static void Record(InboxFigures figures)
    {
        Backlog.Record(figures.Pending, Tag("state", "pending"));
        Backlog.Record(figures.Dead, Tag("state", "dead"));
        OldestAge.Record((figures.OldestPendingAge ?? TimeSpan.Zero).TotalSeconds);
    }

    /// <summary>Few words only: a type comes from outside, and every new label is a new time series.</summary>
    private static string FamilyOf(string type) => type.Split('.') switch
    {
        ["customer", "subscription", ..] => "subscription",
        [var family, ..] when Families.Contains(family) => family,
        _ => OtherFamily,
    };

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
