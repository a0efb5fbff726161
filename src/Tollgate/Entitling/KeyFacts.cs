using System.ComponentModel;
using Tollgate.Identifying;

namespace Tollgate.Entitling;

/// <summary>What is stored about an API key that counts for its entitlement; immutable, so that it can be cached.</summary>
[ImmutableObject(true)]
public sealed record KeyFacts
{
    /// <summary>The key's id.</summary>
    public required long Id { get; init; }

    /// <summary>Whose key it is.</summary>
    public required long UserId { get; init; }

    /// <summary>The key's own limits.</summary>
    public IReadOnlyList<WindowLimit> Limits { get; init; } = [];

    /// <summary>Allow list, deny list or neither.</summary>
    public AccessRule Access { get; init; }

    /// <summary>When the key stops to work; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
