using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tollgate.Billing;

namespace Tollgate.Stripe;

/// <summary>Reads events: snapshots of every API version, and thin ones. It answers whatever the body is; what makes no sense is ignored with the reason.</summary>
internal static class StripeEventReader
{
    private const string Unreadable = "unreadable";

    /// <summary>Reads an event.</summary>
    public static ProviderEvent Read(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Read(body, document.RootElement);
        }
        catch (JsonException)
        {
            return Nonsense(body, "the body is no JSON");
        }
    }

    /// <summary>Reads an event out of a list of events.</summary>
    public static ProviderEvent Read(JsonElement json) => Read(json.GetRawText(), json);

    private static ProviderEvent Read(string body, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return Nonsense(body, "the body is no JSON object");
        }

        if (json.Text("type") is not { Length: <= 255 } type)
        {
            return Nonsense(body, "the body names no type of event");
        }

        var told = new ProviderEvent
        {
            Reference = json.Text("id") is { Length: <= 255 } id ? id : HashOf(body),
            Type = type,
            ApiVersion = json.Text("api_version") is { Length: <= 64 } version ? version : null,
            IsLive = json.Flag("livemode"),
            OccurredAt = json.Time("created"),
            Body = body,
        };
        return json.Text("object") == "v2.core.event" ? ReadThin(told, json) : ReadSnapshot(told, json);
    }

    private static ProviderEvent ReadSnapshot(ProviderEvent told, JsonElement json)
    {
        var (kind, reason) = StripeEventTypes.Of(told.Type);
        var thing = json.At("data", "object");
        if (thing.ValueKind != JsonValueKind.Object)
        {
            return told with { Kind = ProviderEventKind.Ignored, IgnoredBecause = reason ?? "the event has no object" };
        }

        var (subscription, customer) = (SubscriptionOf(kind, thing), CustomerOf(json, thing));
        told = told with
        {
            Kind = kind,
            IgnoredBecause = reason,
            IsLive = told.IsLive ?? thing.Flag("livemode"),
            ObjectReference = thing.Reference("id"),
            SubscriptionReference = subscription,
            CustomerReference = customer,
            PaymentReference = kind is ProviderEventKind.Refund or ProviderEventKind.Dispute ? thing.Reference("payment_intent") : null,
            UserId = UserOf(kind, thing),
            Subscription = kind == ProviderEventKind.Subscription ? StripeShapes.Subscription(thing) : null,
            Invoice = kind == ProviderEventKind.Invoice ? StripeShapes.Invoice(thing) : null,
            IsPaymentFailure = told.Type == "invoice.payment_failed",
            IsActionRequired = told.Type == "invoice.payment_action_required",
        };
        return kind switch
        {
            ProviderEventKind.Subscription when told.SubscriptionReference is null => Ignore(told, "the subscription has no id"),
            ProviderEventKind.Invoice when told.Invoice is null => Ignore(told, "the invoice has no id"),
            ProviderEventKind.Dispute when told.ObjectReference is null => Ignore(told, "the dispute has no id"),
            ProviderEventKind.Refund when told.PaymentReference is null => told with { Kind = ProviderEventKind.Record }, // a payment older than intents, which paid no pack
            ProviderEventKind.Customer or ProviderEventKind.Checkout or ProviderEventKind.Upcoming when told.CustomerReference is null && told.SubscriptionReference is null => Ignore(told, "no customer is named"),
            _ => told,
        };
    }

    private static ProviderEvent ReadThin(ProviderEvent told, JsonElement json)
    {
        var (kind, reason) = StripeEventTypes.OfThin(told.Type);
        var related = json.Reference("related_object", "id");
        told = told with
        {
            Kind = kind,
            IgnoredBecause = reason,
            ObjectReference = related,
            SubscriptionReference = kind == ProviderEventKind.Subscription ? related : null,
            CustomerReference = kind == ProviderEventKind.Customer ? related : null,
            MeterErrors = kind == ProviderEventKind.MeterErrors ? [.. MeterErrorsOf(json)] : [],
        };
        return kind is ProviderEventKind.Subscription or ProviderEventKind.Customer && related is null ? Ignore(told, "the event names no object") : told;
    }

    private static string? SubscriptionOf(ProviderEventKind kind, JsonElement thing) => kind switch
    {
        ProviderEventKind.Subscription => thing.Reference("id"),
        ProviderEventKind.Invoice or ProviderEventKind.Upcoming => StripeShapes.InvoiceSubscription(thing),
        ProviderEventKind.Checkout => thing.Reference("subscription"),
        ProviderEventKind.Ignored => StripeShapes.InvoiceSubscription(thing),
        _ => null,
    };

    /// <summary>A payment method that was detached names its customer among the previous attributes only.</summary>
    private static string? CustomerOf(JsonElement json, JsonElement thing) =>
        thing.Text("object") == "customer" ? thing.Reference("id") : thing.Reference("customer") ?? json.Reference("data", "previous_attributes", "customer");

    private static long? UserOf(ProviderEventKind kind, JsonElement thing) => kind switch
    {
        ProviderEventKind.Checkout => StripeShapes.CheckoutUser(thing),
        ProviderEventKind.Invoice or ProviderEventKind.Upcoming => TollgateUser.In(StripeShapes.Metadata(thing.At("parent", "subscription_details"))) ?? TollgateUser.In(StripeShapes.Metadata(thing.At("subscription_details"))),
        _ => TollgateUser.In(StripeShapes.Metadata(thing)),
    };

    private static IEnumerable<MeterError> MeterErrorsOf(JsonElement json) =>
        from error in json.List("data", "reason", "error_types")
        from sample in error.List("sample_errors")
        let identifier = sample.Text("request", "identifier") ?? sample.Text("request", "idempotency_key")
        where identifier is not null
        select new MeterError(identifier.Split('~')[0], error.Text("code") ?? "unknown", sample.Text("error_message") ?? "");

    private static ProviderEvent Ignore(ProviderEvent told, string reason) => told with { Kind = ProviderEventKind.Ignored, IgnoredBecause = reason };

    private static ProviderEvent Nonsense(string body, string reason) => new()
    {
        Reference = HashOf(body),
        Type = Unreadable,
        Kind = ProviderEventKind.Ignored,
        IgnoredBecause = reason,
        Body = body,
    };

    private static string HashOf(string body) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)))}";
}
