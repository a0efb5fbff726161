using Tollgate.Entitling;

namespace Tollgate.Billing.Restricting;

/// <summary>When a failed payment narrows what a customer may do, and how far; bound from <c>Tollgate:Billing:Restrictions</c>.</summary>
public sealed class RestrictionOptions
{
    /// <summary>From the first failure until the customer is limited: 0 to 365 days, default 7 days. Before it the customer is only warned.</summary>
    public TimeSpan LimitedAfter { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Failed automatic attempts that limit a customer before <see cref="LimitedAfter"/>: 1 to 100, default 3.</summary>
    public int LimitedAfterAttempts { get; set; } = 3;

    /// <summary>From a decline that no further attempt can cure until the customer is limited: 0 to 365 days, default 3 days.</summary>
    public TimeSpan LimitedAfterHardDecline { get; set; } = TimeSpan.FromDays(3);

    /// <summary>From the first failure until the customer is suspended: 0 to 365 days, default 21 days; at least as long as <see cref="LimitedAfter"/>.</summary>
    public TimeSpan SuspendedAfter { get; set; } = TimeSpan.FromDays(21);

    /// <summary>How far back failed invoices count as episodes of the same customer: 1 to 3,650 days, default 180 days.</summary>
    public TimeSpan EpisodeWindow { get; set; } = TimeSpan.FromDays(180);

    /// <summary>Episodes, the present one included, from which every time above is halved: 2 to 1,000, default 2.</summary>
    public int HalvedFromEpisode { get; set; } = 2;

    /// <summary>Episodes, the present one included, from which a failure limits at once: 2 to 1,000, default 3.</summary>
    public int LimitedFromEpisode { get; set; } = 3;

    /// <summary>Codes of declines that no further attempt can cure. Unset: those that Stripe does not try again.</summary>
    public IList<string> HardDeclines { get; } = [];

    /// <summary>How far an open dispute at the bank restricts: <c>None</c>, <c>Warning</c>, <c>Limited</c> or <c>Suspended</c>. Default Suspended.</summary>
    public RestrictionLevel OpenDispute { get; set; } = RestrictionLevel.Suspended;

    /// <summary>
    /// Whether a customer whose subscription was ended or paused by payment failures stays suspended while something is owed. Default true; false lets
    /// the customer fall to the default plan.
    /// </summary>
    public bool SuspendEnded { get; set; } = true;

    /// <summary>
    /// Whether what is owed for one subscription restricts the customer's other subscriptions, too. Default false: a subscription that is paid is not
    /// narrowed by an old one, at the price that a new subscription leaves an old debt behind.
    /// </summary>
    public bool AcrossSubscriptions { get; set; }

    /// <summary>How often due steps are looked for: 1 second to 10 minutes, default 5 seconds.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What Stripe does not try again (https://docs.stripe.com/billing/revenue-recovery/smart-retries), in force while <see cref="HardDeclines"/> is unset.</summary>
    private static readonly string[] DefaultHardDeclines =
    [
        "authentication_required", "highest_risk_level", "incorrect_number", "lost_card", "pickup_card", "revocation_of_all_authorizations",
        "revocation_of_authorization", "stolen_card", "transaction_not_allowed",
    ];

    /// <summary>Whether no further attempt can cure a decline.</summary>
    internal bool IsHard(string? declineCode) =>
        declineCode is not null && (HardDeclines.Count > 0 ? HardDeclines : DefaultHardDeclines).Contains(declineCode, StringComparer.OrdinalIgnoreCase);
}
