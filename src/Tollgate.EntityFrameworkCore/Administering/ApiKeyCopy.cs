using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Administering;

/// <summary>Copies a key that is not stored yet, so that a write that is tried again starts from the same key.</summary>
internal static class ApiKeyCopy
{
    /// <summary>The key for a user.</summary>
    public static ApiKey For(ApiKey key, long userId) => new()
    {
        UserId = userId,
        Hash = key.Hash,
        LastFour = key.LastFour,
        Name = key.Name,
        CreatedAt = key.CreatedAt,
        ExpiresAt = key.ExpiresAt,
        Limits = key.Limits,
        Access = key.Access,
    };
}
