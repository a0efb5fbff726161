namespace Tollgate.Billing;

/// <summary>What a customer wants to pay for overage in a billing period at most.</summary>
public sealed class SpendCap
{
    /// <summary>The customer.</summary>
    public required long UserId { get; init; }

    /// <summary>At most this, in minor units of <see cref="Currency"/>; 0 for no overage at all.</summary>
    public long Amount { get; set; }

    /// <summary>ISO 4217 code in lower case; the plan's overage must have a price in it.</summary>
    public required string Currency { get; set; }

    /// <summary>When it was set.</summary>
    public DateTimeOffset SetAt { get; set; }
}
