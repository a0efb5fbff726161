using Tollgate.Entitling;

namespace Tollgate.Watching;

/// <summary>Which subscriptions to look for, among those that count for their users.</summary>
public sealed record SubscriptionQuery
{
    /// <summary>Only of this status; null for every status that gives access.</summary>
    public SubscriptionStatus? Status { get; init; }

    /// <summary>Only those whose period, or trial while they are trialing, ends before; null for all.</summary>
    public DateTimeOffset? EndsBefore { get; init; }

    /// <summary>Only restricted ones.</summary>
    public bool IsRestricted { get; init; }

    /// <summary>How many at most.</summary>
    public int Most { get; init; } = 10_000;
}
