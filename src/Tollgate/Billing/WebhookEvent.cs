namespace Tollgate.Billing;

/// <summary>An event of the payment provider in the inbox: a hint that something changed, never the truth itself.</summary>
public sealed class WebhookEvent
{
    /// <summary>Database identity, from 1, in the order of arrival.</summary>
    public long Id { get; init; }

    /// <summary>Where it came in, e.g. "stripe"; with <see cref="Reference"/> unique.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The provider's id, e.g. "evt_1Abc".</summary>
    public required string Reference { get; init; }

    /// <summary>What happened, e.g. "invoice.paid".</summary>
    public required string Type { get; init; }

    /// <summary>The provider's id of what it happened to; null for objects without one.</summary>
    public string? ObjectReference { get; init; }

    /// <summary>The provider's id of the subscription that is to be looked at; null for none.</summary>
    public string? SubscriptionReference { get; init; }

    /// <summary>The provider's id of the customer; null for none.</summary>
    public string? CustomerReference { get; init; }

    /// <summary>
    /// What is worked on together and by one node at a time: the subscription, else the customer, else the event itself.
    /// </summary>
    public required string WorkKey { get; init; }

    /// <summary>The API version that the body is written in; null when it does not say.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Whether real money moved.</summary>
    public bool IsLive { get; init; }

    /// <summary>When the provider says that it happened; of no use for order.</summary>
    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>When it arrived.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The body as it came; null once it was cleaned up.</summary>
    public string? Body { get; set; }

    /// <summary>What became of it.</summary>
    public WebhookState State { get; set; }

    /// <summary>Why it is ignored, or why the last attempt failed; null when neither.</summary>
    public string? Reason { get; set; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; set; }

    /// <summary>When it may be tried next.</summary>
    public DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>When it was done, ignored or given up; null before.</summary>
    public DateTimeOffset? EndedAt { get; set; }
}
