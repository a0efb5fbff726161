namespace Tollgate.Billing;

/// <summary>Which events of the inbox to list, newest first.</summary>
public sealed record WebhookQuery
{
    /// <summary>At most this many can be listed at once.</summary>
    public const int MaxTake = 1_000;

    /// <summary>Only in this state; null for all.</summary>
    public WebhookState? State { get; init; }

    /// <summary>Only of this type; null for all.</summary>
    public string? Type { get; init; }

    /// <summary>Only about this subscription, customer or object, by the provider's id; null for all.</summary>
    public string? About { get; init; }

    /// <summary>Only those that arrived before this event, to page; null from the newest.</summary>
    public long? Before { get; init; }

    /// <summary>How many at most.</summary>
    public int Take { get; init; } = 100;
}
