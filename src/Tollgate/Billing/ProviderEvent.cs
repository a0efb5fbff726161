namespace Tollgate.Billing;

/// <summary>An event as the payment provider tells it, read but not believed.</summary>
public sealed record ProviderEvent
{
    /// <summary>The provider's id; a hash of the body where it has none.</summary>
    public required string Reference { get; init; }

    /// <summary>What happened, e.g. "invoice.paid".</summary>
    public required string Type { get; init; }

    /// <summary>What it asks us to look at.</summary>
    public ProviderEventKind Kind { get; init; }

    /// <summary>Why it is ignored; null unless it is.</summary>
    public string? IgnoredBecause { get; init; }

    /// <summary>The provider's id of what it happened to; null for objects without one.</summary>
    public string? ObjectReference { get; init; }

    /// <summary>The provider's id of the subscription; null for none.</summary>
    public string? SubscriptionReference { get; init; }

    /// <summary>The provider's id of the customer; null for none.</summary>
    public string? CustomerReference { get; init; }

    /// <summary>The provider's id of the payment that was refunded or disputed; null for none.</summary>
    public string? PaymentReference { get; init; }

    /// <summary>The user whom a checkout or our metadata names; null when nobody is named.</summary>
    public long? UserId { get; init; }

    /// <summary>The API version of the body; null when it does not say.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Whether real money moved; null when the body does not say.</summary>
    public bool? IsLive { get; init; }

    /// <summary>When it happened by the provider's clock, in whole seconds: of no use for order. Null when the body does not say.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>Whether an automatic or manual attempt to collect <see cref="Invoice"/> failed.</summary>
    public bool IsPaymentFailure { get; init; }

    /// <summary>Whether the customer was asked to confirm the payment of <see cref="Invoice"/>.</summary>
    public bool IsActionRequired { get; init; }

    /// <summary>The subscription as it was then; used only while the provider can't be asked.</summary>
    public ProviderSubscription? Subscription { get; init; }

    /// <summary>The invoice as it was then; of it only the number of the failed attempt is believed while the provider can be asked.</summary>
    public ProviderInvoice? Invoice { get; init; }

    /// <summary>Meter events that the provider could not use; it names samples only.</summary>
    public IReadOnlyList<MeterError> MeterErrors { get; init; } = [];

    /// <summary>The body as it came.</summary>
    public required string Body { get; init; }

    /// <summary>What is worked on together and by one node at a time: the subscription, else the payment, the customer, the object, the event itself.</summary>
    public string WorkKey => SubscriptionReference ?? PaymentReference ?? CustomerReference ?? ObjectReference ?? Reference;
}
