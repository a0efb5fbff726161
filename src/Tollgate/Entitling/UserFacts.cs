using System.ComponentModel;
using Tollgate.Identifying;

namespace Tollgate.Entitling;

/// <summary>What is stored about a user that counts for the entitlement; immutable, so that it can be cached.</summary>
[ImmutableObject(true)]
public sealed record UserFacts
{
    /// <summary>The user's id.</summary>
    public required long Id { get; init; }

    /// <summary>The user's name.</summary>
    public required string Name { get; init; }

    /// <summary>Allow list, deny list or neither.</summary>
    public AccessRule Access { get; init; }

    /// <summary>The plan that holds: of the subscription, or the default plan.</summary>
    public required Plan Plan { get; init; }

    /// <summary>Start of the subscription's period; null when no subscription gives access.</summary>
    public DateTimeOffset? PeriodStart { get; init; }

    /// <summary>End of the subscription's period; null when open.</summary>
    public DateTimeOffset? PeriodEnd { get; init; }

    /// <summary>The subscription's seats; 1 without one.</summary>
    public long Seats { get; init; } = 1;

    /// <summary>Whether the subscription is in its trial.</summary>
    public bool IsTrial { get; init; }

    /// <summary>The month limit, or where billing begins, in place of the plan's after a change of plan; null for none. See <see cref="Subscription.PeriodLimit"/>.</summary>
    public long? PeriodLimit { get; init; }

    /// <summary>Units of overage that the user's spend cap pays for in a period; null without a cap in the currency of the plan's overage.</summary>
    public long? OverageCap { get; init; }

    /// <summary>Until when all this holds if nothing is written; null for good.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>The restriction of the subscription.</summary>
    public RestrictionLevel Restriction { get; init; }

    /// <summary>Whether the plan takes the place of the user's own, because of the restriction "limited".</summary>
    public bool IsFallback { get; init; }

    /// <summary>Where the customer can pay; null when unknown.</summary>
    public string? PaymentLink { get; init; }

    /// <summary>Prepaid credits that were ever granted, in units; they only grow.</summary>
    public long GrantedCredits { get; init; }

    /// <summary>Those of them that expired unspent.</summary>
    public long ExpiredCredits { get; init; }

    /// <summary>Limits in place of the plan's.</summary>
    public IReadOnlyList<OverrideFacts> Overrides { get; init; } = [];
}
