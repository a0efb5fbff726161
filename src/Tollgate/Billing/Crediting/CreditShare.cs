namespace Tollgate.Billing.Crediting;

/// <summary>What became of one grant's units; the three add up to what was granted.</summary>
/// <param name="Grant">The grant.</param>
/// <param name="Spent">Spent on requests, or on lease to a node.</param>
/// <param name="Expired">Lost when the grant expired.</param>
/// <param name="Left">Still to be spent.</param>
public sealed record CreditShare(CreditGrant Grant, long Spent, long Expired, long Left);
