namespace Tollgate.Billing.Crediting;

/// <summary>A customer's prepaid credits, in units: spent, expired, taken back and left always add up to what was granted.</summary>
public sealed record CreditBalance
{
    /// <summary>Everything that was ever granted.</summary>
    public required long Granted { get; init; }

    /// <summary>Spent on requests, or on lease to a node.</summary>
    public required long Spent { get; init; }

    /// <summary>Lost because it was not spent in time.</summary>
    public required long Expired { get; init; }

    /// <summary>Taken back because the payment went back to the customer, and nobody had spent it.</summary>
    public long Revoked { get; init; }

    /// <summary>Spent though its payment went back: what could not be taken back.</summary>
    public long Unpaid => Grants.Sum(g => g.Unpaid);

    /// <summary>Still to be spent.</summary>
    public required long Left { get; init; }

    /// <summary>When it was so, by the database's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Units that are not yet taken out of the ledger; they count as expired or taken back here already. Negative when some come back.</summary>
    internal long Due { get; init; }

    /// <summary>Those of <see cref="Due"/> that expired.</summary>
    internal long DueExpired => Grants.Sum(g => g.Expired - (g.Grant.ExpiredUnits ?? 0));

    /// <summary>Each grant's part, in the order in which they are spent.</summary>
    public required IReadOnlyList<CreditShare> Grants { get; init; }

    /// <summary>Whether a grant has expired or lost its payment and was not looked at since, or units came back that were taken before another grant.</summary>
    internal bool HasToSettle => Due > 0 || Grants.Any(g =>
        g.Grant.UsedBefore > Spent || g.Grant.RevokedUnits != g.Revoked || (g.Grant.ExpiredUnits is null && CreditAllocation.IsOver(g.Grant, At)));

    /// <summary>When the next unspent units expire; null for never.</summary>
    public DateTimeOffset? NextExpiryAt => Grants.FirstOrDefault(g => g.Left > 0)?.Grant.ExpiresAt;
}
