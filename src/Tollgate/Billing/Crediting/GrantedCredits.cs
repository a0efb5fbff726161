namespace Tollgate.Billing.Crediting;

/// <summary>What came of granting prepaid units.</summary>
/// <param name="Grant">As it is stored; the earlier one when the reference was known, whatever was asked for now.</param>
/// <param name="IsNew">Whether this call granted it.</param>
public sealed record GrantedCredits(CreditGrant Grant, bool IsNew);
