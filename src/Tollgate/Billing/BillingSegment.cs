namespace Tollgate.Billing;

/// <summary>A stretch of a billing period under one plan, whose usage beyond what is included is billed through a meter.</summary>
public sealed class BillingSegment
{
    /// <summary>Database identity, from 1.</summary>
    public long Id { get; init; }

    /// <summary>Who pays.</summary>
    public required long UserId { get; init; }

    /// <summary>The provider's id of the subscription.</summary>
    public required string SubscriptionReference { get; init; }

    /// <summary>Start of the billing period.</summary>
    public required DateTimeOffset PeriodStart { get; init; }

    /// <summary>End of the billing period; it can move while the period runs.</summary>
    public required DateTimeOffset PeriodEnd { get; set; }

    /// <summary>The plan whose usage it bills; usage is summed by plan, so a change of plan in mid-period needs no cut in time.</summary>
    public required string PlanName { get; init; }

    /// <summary>The meter's event name at the provider.</summary>
    public required string Meter { get; init; }

    /// <summary>Units that the price of the plan includes, for all seats together.</summary>
    public long Included { get; set; }

    /// <summary>Whether everything of it was sent and its time for late usage is over.</summary>
    public bool IsClosed { get; set; }
}
