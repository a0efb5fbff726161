namespace Tollgate.Billing;

/// <summary>The right of one node to work on something for a while, e.g. on the events of a subscription.</summary>
public sealed class BillingClaim
{
    /// <summary>What is worked on.</summary>
    public required string WorkKey { get; init; }

    /// <summary>Who works on it.</summary>
    public required string Node { get; set; }

    /// <summary>When the right ends by itself, by the database's clock.</summary>
    public DateTimeOffset Until { get; set; }
}
