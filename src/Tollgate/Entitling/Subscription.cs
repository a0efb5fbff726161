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

    /// <summary>The restriction in force: the further of <see cref="ManualRestriction"/> and what payment failures lead to.</summary>
    public RestrictionLevel Restriction { get; set; }

    /// <summary>How far an operator narrows the plan, whatever was paid.</summary>
    public RestrictionLevel ManualRestriction { get; set; }

    /// <summary>Why the restriction is in force, for people; null without one.</summary>
    public string? RestrictionReason { get; set; }

    /// <summary>Since when the restriction is at its level; null without one.</summary>
    public DateTimeOffset? RestrictedSince { get; set; }

    /// <summary>Where the customer can pay, shown when suspended; null when unknown.</summary>
    public string? PaymentLink { get; set; }

    /// <summary>The payment provider's id, e.g. "sub_1Abc"; unique, null for subscriptions that are kept by hand.</summary>
    public string? Reference { get; set; }

    /// <summary>The status in the provider's own word; null for subscriptions that are kept by hand.</summary>
    public string? ProviderStatus { get; set; }

    /// <summary>Seats, from 1; they multiply the limits of plans that are sold per seat.</summary>
    public long Quantity { get; set; } = 1;

    /// <summary>When the trial ends or ended; null without one.</summary>
    public DateTimeOffset? TrialEndsAt { get; set; }

    /// <summary>When the subscription ends although it is still good; null when it renews.</summary>
    public DateTimeOffset? CancelsAt { get; set; }

    /// <summary>When it ended; null while it lasts.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Whether payment failures ended or paused it, rather than a wish.</summary>
    public bool EndedByFailure { get; set; }

    /// <summary>
    /// A month limit in place of the plan's after a change of plan, in units; null for none. Of a plan with overage, outside of trials, the count of the
    /// month beyond which units are billed: what other plans used before, and what this one includes.
    /// </summary>
    public long? PeriodLimit { get; set; }

    /// <summary>Until when <see cref="PeriodLimit"/> holds.</summary>
    public DateTimeOffset? PeriodLimitUntil { get; set; }

    /// <summary>When time alone changes what holds next: a restriction's next step, the end of a hold or of <see cref="PeriodLimit"/>; null for never.</summary>
    public DateTimeOffset? ChangesAt { get; set; }

    /// <summary>Whether this was taken from an event while the provider could not be asked; the next look makes it sure.</summary>
    public bool IsProvisional { get; set; }

    /// <summary>When the provider was last asked; null for never.</summary>
    public DateTimeOffset? SyncedAt { get; set; }
}
