using Tollgate.Identifying;

namespace Tollgate.Entitling;

/// <summary>A stored API key: only the hash of the secret, never the secret.</summary>
public sealed class ApiKey
{
    /// <summary>Database identity, from 1.</summary>
    public long Id { get; init; }

    /// <summary>The user that the key belongs to.</summary>
    public required long UserId { get; init; }

    /// <summary>SHA-256 of the key's text (UTF-8), 32 bytes.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The last four characters of the key, for people to tell keys apart.</summary>
    public required string LastFour { get; init; }

    /// <summary>What the owner calls it; empty when not named.</summary>
    public string Name { get; set; } = "";

    /// <summary>When the key was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the key stops to work; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>When the key was revoked; null while it works.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>When a request last used the key, within a minute; null when never.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>Limits of this key alone, on top of the plan's; empty for none.</summary>
    public IReadOnlyList<WindowLimit> Limits { get; set; } = [];

    /// <summary>Allow list, deny list or neither.</summary>
    public AccessRule Access { get; set; }

    /// <summary>Units under the key's own limits are charged to this subject.</summary>
    public string Subject => SubjectOf(Id);

    /// <summary>The subject of a key's id: "key_7".</summary>
    public static string SubjectOf(long id) => $"key_{id}";
}
