using System.ComponentModel;
using Tollgate.Identifying;

namespace Tollgate.Entitling;

/// <summary>What one caller may do, resolved from key, user, subscription, plan, overrides and restriction; immutable.</summary>
[ImmutableObject(true)]
public sealed record Entitlement
{
    /// <summary>Whose units are charged: "user_42", "ip_203.0.113.7".</summary>
    public required string Subject { get; init; }

    /// <summary>The wider network's subject, which an anonymous caller shares when too many are known; null for users.</summary>
    public string? CoarseSubject { get; init; }

    /// <summary>The user; null for anonymous callers.</summary>
    public long? UserId { get; init; }

    /// <summary>The user's name; null for anonymous callers.</summary>
    public string? UserName { get; init; }

    /// <summary>The API key's id; null when the caller used none.</summary>
    public long? KeyId { get; init; }

    /// <summary>The plan that the limits came from, as defined (before overrides and restriction).</summary>
    public required Plan Plan { get; init; }

    /// <summary>Limits of scope "*" after overrides and restriction.</summary>
    public required IReadOnlyList<WindowLimit> Limits { get; init; }

    /// <summary>The plan's endpoint groups after overrides and restriction.</summary>
    public IReadOnlyList<PlanScope> Scopes { get; init; } = [];

    /// <summary>The key's own limits, charged to <see cref="ApiKey.SubjectOf"/>; empty for none.</summary>
    public IReadOnlyList<WindowLimit> KeyLimits { get; init; } = [];

    /// <summary>The restriction in force.</summary>
    public RestrictionLevel Restriction { get; init; }

    /// <summary>What keeps more of the month from being billed where the plan bills overage.</summary>
    public OverageStop OverageStop { get; init; }

    /// <summary>Whether the restriction "limited" holds and makes limits lower, or another plan hold.</summary>
    public bool HasLoweredLimits { get; init; }

    /// <summary>Where the customer can pay when restricted; null when unknown.</summary>
    public string? PaymentLink { get; init; }

    /// <summary>Allow list, deny list or neither; a deny of user or key wins.</summary>
    public AccessRule Access { get; init; }

    /// <summary>When the API key stops to work; null for never.</summary>
    public DateTimeOffset? KeyExpiresAt { get; init; }

    /// <summary>Until when it holds if nothing is written: at this time a trial, a month limit or the access ends. Null for good.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Where the limiter keeps what it bound this very entitlement to on this node, so that it need not look it up.</summary>
    internal object? Bound { get; set; }

    /// <summary>Where the limiter keeps the lease that last served this very entitlement.</summary>
    internal WarmSlot Warm;

    /// <summary>When it was resolved, in order: of two for one subject the higher one knows the newer facts. A copy keeps its number.</summary>
    internal long Generation { get; } = EntitlementNumber.Next();
}
