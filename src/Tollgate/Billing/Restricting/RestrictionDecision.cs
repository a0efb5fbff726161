using Tollgate.Entitling;

namespace Tollgate.Billing.Restricting;

/// <summary>How far a subscription is restricted at an instant, why, and what time alone will change.</summary>
public sealed record RestrictionDecision
{
    /// <summary>Nothing is restricted, and nothing will be.</summary>
    public static RestrictionDecision None { get; } = new();

    /// <summary>The level in force.</summary>
    public RestrictionLevel Level { get; init; }

    /// <summary>Why, a sentence for people without names and secrets; null without a restriction.</summary>
    public string? Reason { get; init; }

    /// <summary>Since when the level holds; null without a restriction, and where an operator set it.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Where the customer can pay; null when nothing is owed or the place is unknown.</summary>
    public string? PaymentLink { get; init; }

    /// <summary>When time alone changes the level next; null for never.</summary>
    public DateTimeOffset? ChangesAt { get; init; }

    /// <summary>The level from <see cref="ChangesAt"/> on.</summary>
    public RestrictionLevel? NextLevel { get; init; }

    /// <summary>When the subscription is suspended unless something is paid; null for never, or when it is suspended already.</summary>
    public DateTimeOffset? SuspendsAt { get; init; }
}
