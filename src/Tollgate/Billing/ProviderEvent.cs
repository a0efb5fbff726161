namespace Tollgate.Billing;

/// <summary>An event as the payment provider tells it, read but not believed.</summary>
public sealed record ProviderEvent
{
    /// <summary>The provider's id.</summary>
    public required string Reference { get; init; }

    /// <summary>What happened, e.g. "invoice.paid".</summary>
    public required string Type { get; init; }

    /// <summary>The provider's id of what it happened to; null for objects without one.</summary>
    public string? ObjectReference { get; init; }

    /// <summary>The provider's id of the subscription; null for none.</summary>
    public string? SubscriptionReference { get; init; }

    /// <summary>The provider's id of the customer; null for none.</summary>
    public string? CustomerReference { get; init; }

    /// <summary>The API version of the body; null when it does not say.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Whether real money moved.</summary>
    public bool IsLive { get; init; }

    /// <summary>When it happened by the provider's clock, in whole seconds: of no use for order.</summary>
    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>The body as it came.</summary>
    public required string Body { get; init; }
}
