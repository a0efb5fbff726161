namespace Tollgate.Entitling;

/// <summary>
/// Where the limiter keeps the lease that last served an entitlement, at hand with the entitlement itself: the decision of a busy caller reads
/// nothing between the two. It is no part of what an entitlement says, so it takes no part in comparing entitlements.
/// </summary>
internal struct WarmSlot : IEquatable<WarmSlot>
{
    /// <summary>The lease; null when there is none.</summary>
    public object? Lease;

    /// <summary>Whose it is, because a copy of an entitlement inherits the slot; written after the lease and read before it.</summary>
    public Entitlement? Owner;

    /// <inheritdoc />
    public readonly bool Equals(WarmSlot other) => true;

    /// <inheritdoc />
    public override readonly bool Equals(object? obj) => obj is WarmSlot;

    /// <inheritdoc />
    public override readonly int GetHashCode() => 0;
}
