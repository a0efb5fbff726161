using Tollgate.Entitling;

namespace Tollgate.Administering;

/// <summary>What shall be true of a user's subscription; what is null stays as it is.</summary>
public sealed record SubscriptionRequest
{
    /// <summary>Name or subject ("user_42") of the user.</summary>
    public required string User { get; init; }

    /// <summary>The plan's name; null keeps it. Needed when the user has no subscription.</summary>
    public string? Plan { get; init; }

    /// <summary>The status; null keeps it, or is active for a new subscription.</summary>
    public SubscriptionStatus? Status { get; init; }

    /// <summary>Seats, from 1; null keeps them, or is 1 for a new subscription.</summary>
    public long? Quantity { get; init; }

    /// <summary>End of the trial; null keeps it. With an end to come and no status, the subscription is trialing.</summary>
    public DateTimeOffset? TrialEndsAt { get; init; }

    /// <summary>Start of the current period; null keeps it, or is now for a new subscription.</summary>
    public DateTimeOffset? PeriodStart { get; init; }

    /// <summary>End of the current period, after its start; null keeps it, or is open for a new subscription.</summary>
    public DateTimeOffset? PeriodEnd { get; init; }
}
