namespace Tollgate.Entitling;

/// <summary>Who calls: an entitlement, or the reason why there is none.</summary>
/// <param name="Entitlement">What the caller may do; null when refused.</param>
/// <param name="Refusal">Why not, when <paramref name="Entitlement"/> is null.</param>
public readonly record struct Caller(Entitlement? Entitlement, Outcome Refusal = Outcome.Unauthenticated);
