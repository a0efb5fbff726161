using Tollgate.Billing;
using Tollgate.Entitling;

namespace Tollgate.Administering;

/// <summary>A user with what the limits come from.</summary>
/// <param name="User">The user.</param>
/// <param name="Subscription">The subscription that counts, see <see cref="EntitlementResolver.Best"/>; null when there is none.</param>
/// <param name="Overrides">Limits in place of the plan's.</param>
public sealed record UserAccount(User User, Subscription? Subscription, IReadOnlyList<LimitOverride> Overrides)
{
    /// <summary>All subscriptions, by id; most users have one.</summary>
    public IReadOnlyList<Subscription> Subscriptions { get; init; } = [];

    /// <summary>What the user wants to pay for overage at most; null for any amount.</summary>
    public SpendCap? SpendCap { get; init; }

    /// <summary>The restriction in force, also of a subscription that payment failures ended.</summary>
    public RestrictionLevel Restriction { get; init; } = Subscription?.Restriction ?? RestrictionLevel.None;
}
