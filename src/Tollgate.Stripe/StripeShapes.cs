using System.Text.Json;
using Tollgate.Billing;
using Tollgate.Entitling;

namespace Tollgate.Stripe;

/// <summary>Reads Stripe's objects in every shape that the API had, out of answers and events alike; what is missing is null.</summary>
internal static class StripeShapes
{
    /// <summary>A subscription; null when it has no id or customer.</summary>
    public static ProviderSubscription? Subscription(JsonElement json) => Subscription(json, json.List("items"));

    /// <summary>A subscription whose items came page by page.</summary>
    public static ProviderSubscription? Subscription(JsonElement json, IEnumerable<JsonElement> items)
    {
        if (json.Reference("id") is not { } reference || json.Reference("customer") is not { } customer)
        {
            return null;
        }

        var word = json.Text("status") is { Length: <= 64 } text ? text : "unknown";
        var status = Status(word);
        var read = items.Select(i => Item(json, i)).OfType<ProviderItem>().ToList();
        if (read.Count == 0 && json.Reference("plan") is { } plan)
        {
            read.Add(new ProviderItem(plan, json.Number("quantity") ?? 1, null, json.Time("current_period_start"), json.Time("current_period_end"))); // one plan, before items
        }

        return new ProviderSubscription
        {
            Reference = reference,
            CustomerReference = customer,
            IsLive = json.Flag("livemode") ?? false,
            Status = status,
            ProviderStatus = word,
            EndedByFailure = IsEndedByFailure(json, status),
            Items = read,
            TrialEndsAt = json.Time("trial_end"),
            CancelsAt = json.Time("cancel_at")
                ?? (json.Flag("cancel_at_period_end") == true ? read.Max(i => i.PeriodEnd) ?? json.Time("current_period_end") : null),
            EndedAt = json.Time("ended_at") ?? (status == SubscriptionStatus.Canceled ? json.Time("canceled_at") : null),
            CreatedAt = json.Time("created") ?? json.Time("start_date") ?? json.Time("start") ?? DateTimeOffset.UnixEpoch,
            LatestInvoice = Invoice(json.At("latest_invoice")),
            Metadata = Metadata(json),
        };
    }

    /// <summary>An invoice; null when it has no id, as upcoming ones, or is only named.</summary>
    public static ProviderInvoice? Invoice(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || json.Text("id") is not { Length: <= 255 } reference)
        {
            return null;
        }

        var due = json.Number("amount_due") ?? 0;
        var intent = Intent(json);
        return new ProviderInvoice
        {
            Reference = reference,
            CustomerReference = json.Reference("customer"),
            SubscriptionReference = InvoiceSubscription(json),
            Status = InvoiceStatusOf(json),
            Cause = json.Text("billing_reason") is { Length: <= 64 } cause ? cause : null,
            AmountRemaining = json.Number("amount_remaining") ?? due - (json.Number("amount_paid") ?? 0),
            AmountDue = due,
            Currency = json.Currency(),
            Attempts = (int)Math.Clamp(json.Number("attempt_count") ?? 0, 0, int.MaxValue),
            IsSent = json.Text("collection_method") == "send_invoice" || json.Text("billing") == "send_invoice",
            DueAt = json.Time("due_date"),
            NextAttemptAt = json.Time("next_payment_attempt"),
            DeclineCode = DeclineOf(intent),
            IsActionRequired = intent.Text("status") switch { null => null, "requires_action" or "requires_source_action" => true, _ => false },
            PaymentLink = json.Text("hosted_invoice_url"),
            Lines = InvoiceLines(json.List("lines")),
            CreatedAt = json.Time("created") ?? json.Time("date") ?? DateTimeOffset.UnixEpoch,
            ClosedAt = json.Time("status_transitions", "paid_at") ?? json.Time("status_transitions", "voided_at") ?? json.Time("status_transitions", "marked_uncollectible_at"),
        };
    }

    /// <summary>Those lines of an invoice that name a price.</summary>
    public static IReadOnlyList<ProviderInvoiceLine> InvoiceLines(IEnumerable<JsonElement> lines) => [.. lines.Select(Line).OfType<ProviderInvoiceLine>()];

    /// <summary>A line with its price: below its pricing since 2025-03-31.basil, before at the top; null for lines without one.</summary>
    private static ProviderInvoiceLine? Line(JsonElement json) =>
        json.Text("id") is { Length: <= 255 } reference
        && (json.Reference("pricing", "price_details", "price") ?? json.Reference("price")) is { } price
        && (json.Number("quantity") ?? 1) is > 0 and var quantity
            ? new ProviderInvoiceLine(reference, price, quantity)
            : null;

    /// <summary>The subscription of an invoice: below its parent since 2025-03-31.basil, before at the top, on old upcoming ones in its lines only.</summary>
    public static string? InvoiceSubscription(JsonElement json) =>
        json.Reference("parent", "subscription_details", "subscription")
        ?? json.Reference("subscription")
        ?? json.List("lines").Select(l => l.Reference("parent", "subscription_item_details", "subscription") ?? l.Reference("subscription")).FirstOrDefault(s => s is not null);

    /// <summary>A customer; null when it has no id.</summary>
    public static ProviderCustomer? Customer(JsonElement json)
    {
        if (json.Text("id") is not { Length: <= 255 } reference)
        {
            return null;
        }

        var card = Card(json.At("invoice_settings", "default_payment_method")) ?? Card(json.At("default_source"));
        return new ProviderCustomer(
            reference, json.Flag("livemode") ?? false, json.Text("email") is { Length: <= 512 } email ? email : null, card?.LastFour, card?.ExpiresAt,
            json.Flag("deleted") ?? false, TollgateUser.In(Metadata(json)));
    }

    /// <summary>The last four digits of a card, and when it is no longer valid: the month after the one that is printed on it. Null for other ways to pay.</summary>
    public static (string LastFour, DateTimeOffset? ExpiresAt)? Card(JsonElement method)
    {
        var card = method.Text("object") == "card" ? method : method.At("card");
        if (card.Text("last4") is not { Length: 4 } digits)
        {
            return null;
        }

        return (digits, card.Number("exp_year") is >= 2000 and <= 9998 and var year && card.Number("exp_month") is >= 1 and <= 12 and var month
            ? new DateTimeOffset((int)year, (int)month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1)
            : null);
    }

    /// <summary>A dispute; null when it has no id.</summary>
    public static ProviderDispute? Dispute(JsonElement json)
    {
        if (json.Text("id") is not { Length: <= 255 } reference)
        {
            return null;
        }

        var status = json.Text("status") is { Length: <= 64 } word ? word : "unknown";
        return new ProviderDispute(
            reference,
            json.Reference("charge", "customer") ?? json.Reference("payment_intent", "customer"),
            status,
            status is not ("won" or "lost" or "warning_closed" or "prevented" or "charge_refunded"),
            Math.Max(0, json.Number("amount") ?? 0),
            json.Currency(),
            json.Time("created") ?? DateTimeOffset.UnixEpoch)
        {
            PaymentReference = json.Reference("payment_intent") ?? json.Reference("charge", "payment_intent"),
        };
    }

    /// <summary>A checkout that is complete; null when it is not.</summary>
    public static ProviderCheckout? Checkout(JsonElement json) =>
        json.Text("id") is { } reference && (json.Text("status") ?? "complete") == "complete"
            ? new ProviderCheckout(reference, json.Reference("customer"), json.Reference("subscription"), CheckoutUser(json))
            : null;

    /// <summary>The user whom a checkout names.</summary>
    public static long? CheckoutUser(JsonElement json) => TollgateUser.Read(json.Text("client_reference_id")) ?? TollgateUser.In(Metadata(json));

    /// <summary>Names that we keep with an object; an invoice has those of its subscription.</summary>
    public static IReadOnlyDictionary<string, string> Metadata(JsonElement json)
    {
        var metadata = json.At("metadata");
        return metadata.ValueKind != JsonValueKind.Object
            ? new Dictionary<string, string>()
            : metadata.EnumerateObject().Where(p => p.Value.Text() is not null).GroupBy(p => p.Name).ToDictionary(p => p.Key, p => p.Last().Value.Text()!);
    }

    private static SubscriptionStatus Status(string word) => word switch
    {
        "active" => SubscriptionStatus.Active,
        "trialing" => SubscriptionStatus.Trialing,
        "past_due" => SubscriptionStatus.PastDue,
        "unpaid" => SubscriptionStatus.Unpaid,
        "paused" => SubscriptionStatus.Paused,
        "incomplete" => SubscriptionStatus.Incomplete,
        "incomplete_expired" => SubscriptionStatus.IncompleteExpired,
        "canceled" or "cancelled" => SubscriptionStatus.Canceled,
        _ => SubscriptionStatus.Unknown,
    };

    private static bool IsEndedByFailure(JsonElement json, SubscriptionStatus status) => status switch
    {
        SubscriptionStatus.Canceled => json.Text("cancellation_details", "reason") == "payment_failed",
        SubscriptionStatus.Paused =>
            json.Text("status_details", "paused", "subscription", "type") is "first_payment_failure" or "final_payment_failure",
        _ => false,
    };

    /// <summary>The period stands on the item since 2025-03-31.basil, before on the subscription; the price was called plan once.</summary>
    private static ProviderItem? Item(JsonElement subscription, JsonElement item)
    {
        if ((item.Reference("price") ?? item.Reference("plan")) is not { } price)
        {
            return null;
        }

        var meter = item.Reference("price", "recurring", "meter") ?? item.Reference("plan", "meter");
        return new ProviderItem(
            price, item.Number("quantity") ?? 1, meter,
            item.Time("current_period_start") ?? subscription.Time("current_period_start"),
            item.Time("current_period_end") ?? subscription.Time("current_period_end"));
    }

    private static InvoiceStatus InvoiceStatusOf(JsonElement json) => json.Text("status") switch
    {
        "draft" => InvoiceStatus.Draft,
        "open" => InvoiceStatus.Open,
        "paid" => InvoiceStatus.Paid,
        "void" => InvoiceStatus.Void,
        "uncollectible" => InvoiceStatus.Uncollectible,
        "deleted" => InvoiceStatus.Deleted,
        null => json.Flag("paid") == true ? InvoiceStatus.Paid : json.Flag("closed") == false ? InvoiceStatus.Open : InvoiceStatus.Unknown, // before 2018-11-08
        _ => InvoiceStatus.Unknown,
    };

    /// <summary>The payment that was last tried: in the list of payments since basil, before beside the invoice; undefined unless it was expanded.</summary>
    private static JsonElement Intent(JsonElement invoice)
    {
        var payments = invoice.List("payments").Select(p => p.At("payment", "payment_intent")).Where(p => p.ValueKind == JsonValueKind.Object).ToList();
        return payments.Count > 0 ? payments.MaxBy(p => p.Number("created") ?? 0)
            : invoice.At("payment_intent") is { ValueKind: JsonValueKind.Object } one ? one
            : default;
    }

    private static string? DeclineOf(JsonElement intent) =>
        (intent.Text("last_payment_error", "decline_code") ?? intent.Text("last_payment_error", "code")) is { Length: <= 64 } code ? code : null;
}
