namespace Tollgate.Billing.Crediting;

/// <summary>A customer's prepaid credits, in units: spent, expired and left always add up to what was granted.</summary>
public sealed record CreditBalance
{
    /// <summary>Everything that was ever granted.</summary>
    public required long Granted { get; init; }

    /// <summary>Spent on requests, or on lease to a node.</summary>
    public required long Spent { get; init; }

    /// <summary>Lost because it was not spent in time.</summary>
    public required long Expired { get; init; }

    /// <summary>Still to be spent.</summary>
    public required long Left { get; init; }

    /// <summary>When it was so, by the database's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Expired units that are not yet taken out of the ledger; they count as expired here already.</summary>
    internal long Due { get; init; }

    /// <summary>Each grant's part, in the order in which they are spent.</summary>
    public required IReadOnlyList<CreditShare> Grants { get; init; }

    /// <summary>Whether a grant has expired that was not looked at since, or units came back that were taken before another grant.</summary>
    internal bool HasToSettle => Due > 0 || Grants.Any(g => g.Grant.UsedBefore > Spent || (g.Grant.ExpiredUnits is null && CreditAllocation.IsOver(g.Grant, At)));

    /// <summary>When the next unspent units expire; null for never.</summary>
    public DateTimeOffset? NextExpiryAt => Grants.FirstOrDefault(g => g.Left > 0)?.Grant.ExpiresAt;
}
