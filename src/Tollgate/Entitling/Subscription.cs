namespace Tollgate.Entitling;

/// <summary>What binds a user to a plan, with the paid period and the restriction in force.</summary>
public sealed class Subscription
{
    /// <summary>Database identity, from 1.</summary>
    public long Id { get; init; }

    /// <summary>The user who subscribed.</summary>
    public required long UserId { get; init; }

    /// <summary>The plan's name.</summary>
    public required string PlanName { get; set; }

    /// <summary>Whether the subscription gives access.</summary>
    public SubscriptionStatus Status { get; set; }

    /// <summary>Start of the current billing period; month windows that follow the subscription are anchored on it.</summary>
    public DateTimeOffset CurrentPeriodStart { get; set; }

    /// <summary>End of the current billing period; null when it renews without end.</summary>
    public DateTimeOffset? CurrentPeriodEnd { get; set; }

    /// <summary>How far payment failures or an operator narrow the plan.</summary>
    public RestrictionLevel Restriction { get; set; }

    /// <summary>Where the customer can pay, shown when suspended; null when unknown.</summary>
    public string? PaymentLink { get; set; }
}
