namespace Tollgate.Billing;

/// <summary>A payment that the customer has disputed at the bank.</summary>
public sealed class Dispute
{
    /// <summary>The provider's id, e.g. "dp_1Abc".</summary>
    public required string Reference { get; init; }

    /// <summary>Whose payment it is.</summary>
    public required long UserId { get; init; }

    /// <summary>State as the provider says it, e.g. "needs_response", "won".</summary>
    public required string Status { get; set; }

    /// <summary>What is disputed, in minor units of <see cref="Currency"/>.</summary>
    public long Amount { get; set; }

    /// <summary>ISO 4217 code in lower case.</summary>
    public required string Currency { get; set; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it was decided; null while it is open.</summary>
    public DateTimeOffset? ClosedAt { get; set; }
}
