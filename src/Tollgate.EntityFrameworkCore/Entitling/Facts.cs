using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Entitling;

/// <summary>What one query found about a caller.</summary>
/// <param name="User">About the user.</param>
/// <param name="Key">About the key; null when the user was asked for.</param>
internal sealed record Facts(UserFacts User, KeyFacts? Key);
