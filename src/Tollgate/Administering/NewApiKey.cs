using Tollgate.Entitling;
using Tollgate.Identifying;
using Tollgate.Limiting;

namespace Tollgate.Administering;

/// <summary>Makes keys: a random text for its owner, and a row that holds only the hash.</summary>
internal static class NewApiKey
{
    /// <summary>A new key that is not stored yet.</summary>
    public static CreatedApiKey Create(long userId, string name, DateTimeOffset? expiresAt, IReadOnlyList<WindowLimit> limits, DateTimeOffset now)
    {
        var text = ApiKeyText.Create();
        var hash = new byte[ApiKeyText.HashLength];
        ApiKeyText.TryHash(text, hash);
        return new CreatedApiKey(
            new ApiKey
            {
                UserId = userId,
                Hash = hash,
                LastFour = ApiKeyText.LastFour(text),
                Name = name,
                CreatedAt = now,
                ExpiresAt = expiresAt,
                Limits = limits,
            },
            text);
    }
}
