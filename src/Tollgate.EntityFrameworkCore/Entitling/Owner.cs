using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Entitling;

/// <summary>A user, and the key that led to the user.</summary>
internal sealed class Owner
{
    public required User User { get; init; }

    public ApiKey? Key { get; init; }
}
