namespace Tollgate.Billing.Crediting;

/// <summary>What became of one grant's units; with <see cref="Revoked"/> the three add up to what was granted.</summary>
/// <param name="Grant">The grant.</param>
/// <param name="Spent">Spent on requests, or on lease to a node.</param>
/// <param name="Expired">Lost when the grant expired.</param>
/// <param name="Left">Still to be spent.</param>
public sealed record CreditShare(CreditGrant Grant, long Spent, long Expired, long Left)
{
    /// <summary>Taken back because the payment went back to the customer.</summary>
    public long Revoked { get; init; }

    /// <summary>Spent though its payment went back.</summary>
    public long Unpaid => Math.Max(0, Grant.RefundedUnits - Revoked - Expired);
}
