namespace Tollgate.Entitling;

/// <summary>State of a subscription, in the payment provider's terms; the better one first.</summary>
public enum SubscriptionStatus
{
    /// <summary>Paid, or free of charge.</summary>
    Active,

    /// <summary>In its trial period: access as when active.</summary>
    Trialing,

    /// <summary>A payment failed; access continues under the restriction.</summary>
    PastDue,

    /// <summary>All attempts to collect failed: the plan holds, suspended while something is owed.</summary>
    Unpaid,

    /// <summary>Stopped for a while: access until the paid period ends, none if a payment failure paused it.</summary>
    Paused,

    /// <summary>The first payment is pending: no access to the plan yet.</summary>
    Incomplete,

    /// <summary>The first payment never came: no access to the plan.</summary>
    IncompleteExpired,

    /// <summary>A state that this version does not know: no access to the plan, and an alert.</summary>
    Unknown,

    /// <summary>Ended: the user falls back to the default plan.</summary>
    Canceled,
}
