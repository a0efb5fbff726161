namespace Tollgate.Entitling;

/// <summary>State of a subscription, in the payment provider's terms.</summary>
public enum SubscriptionStatus
{
    /// <summary>Paid, or free of charge.</summary>
    Active,

    /// <summary>In its trial period: access as when active.</summary>
    Trialing,

    /// <summary>A payment failed; access continues under the restriction.</summary>
    PastDue,

    /// <summary>Ended: the user falls back to the default plan.</summary>
    Canceled,
}
