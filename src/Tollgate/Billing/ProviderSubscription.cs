using Tollgate.Entitling;

namespace Tollgate.Billing;

/// <summary>A subscription as the payment provider has it at one moment.</summary>
public sealed record ProviderSubscription
{
    /// <summary>The provider's id.</summary>
    public required string Reference { get; init; }

    /// <summary>The provider's id of the customer.</summary>
    public required string CustomerReference { get; init; }

    /// <summary>Whether real money moves.</summary>
    public bool IsLive { get; init; }

    /// <summary>The status in our terms.</summary>
    public required SubscriptionStatus Status { get; init; }

    /// <summary>The status in the provider's own word.</summary>
    public required string ProviderStatus { get; init; }

    /// <summary>Whether payment failures ended or paused it, rather than a wish.</summary>
    public bool EndedByFailure { get; init; }

    /// <summary>All items, in the provider's order.</summary>
    public required IReadOnlyList<ProviderItem> Items { get; init; }

    /// <summary>When the trial ends or ended; null without one.</summary>
    public DateTimeOffset? TrialEndsAt { get; init; }

    /// <summary>When it ends although it is still good; null when it renews.</summary>
    public DateTimeOffset? CancelsAt { get; init; }

    /// <summary>When it ended; null while it lasts.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The latest invoice; null when there is none or it was not asked for.</summary>
    public ProviderInvoice? LatestInvoice { get; init; }

    /// <summary>Names of ours that the provider keeps with it.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
