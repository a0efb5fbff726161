using Tollgate.Billing;

namespace Tollgate.Stripe;

/// <summary>What each type of event asks us to look at, or why nothing.</summary>
/// <remarks>https://docs.stripe.com/api/events/types. A type that is not known yet is looked at when it is about a subscription or an invoice.</remarks>
internal static class StripeEventTypes
{
    private static readonly Dictionary<string, string> Ignored = new(StringComparer.Ordinal)
    {
        ["invoice.created"] = "a draft: nothing is owed yet",
        ["invoice.payment_succeeded"] = "invoice.paid tells the same, also of payments outside of Stripe",
        ["checkout.session.expired"] = "nothing is kept of checkouts that are not finished",
        ["entitlements.active_entitlement_summary.updated"] = "plans say what is allowed, not entitlements of Stripe",
        ["billing.alert.triggered"] = "the ledger here decides, not alerts of Stripe",
    };

    private static readonly (string Prefix, string Reason)[] IgnoredFamilies =
    [
        ("price.", "prices are not copied: plans name them, and a subscription is asked for its own"),
        ("product.", "products are not copied: plans name prices"),
        ("plan.", "prices are not copied: plans name them"),
        ("subscription_schedule.", "what a schedule changes is told by the subscription when it happens"),
        ("billing.credit_", "credits here are kept in the ledger"),
        ("billing.meter.", "meters are not copied: the outbox notices when one refuses"),
        ("invoice_payment.", "the invoice tells what became of a payment"),
        ("payment_intent.", "the invoice tells what became of a payment"),
        ("test_helpers.", "test clocks change nothing by themselves"),
    ];

    /// <summary>What a type asks us to look at, and why it is nothing.</summary>
    public static (ProviderEventKind Kind, string? IgnoredBecause) Of(string type)
    {
        if ((Ignored.GetValueOrDefault(type) ?? IgnoredFamilies.FirstOrDefault(f => Is(type, f.Prefix)).Reason) is { } reason)
        {
            return (ProviderEventKind.Ignored, reason);
        }

        ProviderEventKind? kind = type switch
        {
            _ when Is(type, "customer.subscription.") => ProviderEventKind.Subscription,
            "invoice.upcoming" => ProviderEventKind.Upcoming,
            _ when Is(type, "invoice.") => ProviderEventKind.Invoice,
            "checkout.session.completed" or "checkout.session.async_payment_succeeded" or "checkout.session.async_payment_failed" => ProviderEventKind.Checkout,
            "customer.created" or "customer.updated" or "customer.deleted" => ProviderEventKind.Customer,
            _ when Is(type, "customer.source.") || Is(type, "payment_method.") => ProviderEventKind.Customer,
            _ when Is(type, "charge.dispute.") => ProviderEventKind.Dispute,
            _ when Is(type, "charge.refund") || Is(type, "refund.") => ProviderEventKind.Refund,
            _ => null,
        };
        return kind is { } known ? (known, null) : (ProviderEventKind.Ignored, "nothing here depends on events of this type");
    }

    /// <summary>What a thin event asks us to look at: it names an object and has no copy of it.</summary>
    public static (ProviderEventKind Kind, string? IgnoredBecause) OfThin(string type) => type switch
    {
        "v1.billing.meter.error_report_triggered" or "v1.billing.meter.no_meter_found" => (ProviderEventKind.MeterErrors, null),
        _ when Is(type, "v1.customer.subscription.") => (ProviderEventKind.Subscription, null),
        "v1.customer.created" or "v1.customer.updated" or "v1.customer.deleted" => (ProviderEventKind.Customer, null),
        _ when Is(type, "v1.") => Of(type["v1.".Length..]) is (ProviderEventKind.Ignored, { } reason)
            ? (ProviderEventKind.Ignored, reason)
            : (ProviderEventKind.Ignored, "a thin event does not name the subscription; have this type sent to the webhook endpoint with snapshots"),
        _ => (ProviderEventKind.Ignored, "nothing here depends on events of this type"),
    };

    private static bool Is(string type, string prefix) => type.StartsWith(prefix, StringComparison.Ordinal);
}
