using Tollgate.Entitling;

namespace Tollgate.Administering;

/// <summary>Everything about one user.</summary>
/// <param name="Account">The user with subscription and overrides.</param>
/// <param name="Entitlement">What the user may do now.</param>
/// <param name="Keys">The user's keys, revoked ones too.</param>
/// <param name="Restriction">What restricts the user, and why.</param>
public sealed record UserDetails(UserAccount Account, Entitlement Entitlement, IReadOnlyList<OwnedApiKey> Keys, RestrictionState Restriction);
