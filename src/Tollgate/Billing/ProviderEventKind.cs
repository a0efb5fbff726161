namespace Tollgate.Billing;

/// <summary>What an event of the payment provider asks us to look at.</summary>
public enum ProviderEventKind
{
    /// <summary>Nothing, for the reason that goes with it.</summary>
    Ignored,

    /// <summary>A subscription.</summary>
    Subscription,

    /// <summary>An invoice, with its subscription if it has one.</summary>
    Invoice,

    /// <summary>A finished checkout: who the customer is, and the new subscription.</summary>
    Checkout,

    /// <summary>A customer: address and card.</summary>
    Customer,

    /// <summary>A disputed payment.</summary>
    Dispute,

    /// <summary>A payment of which some went back to the customer, and what it was for.</summary>
    Refund,

    /// <summary>Meter events that the provider could not use; the event itself names them.</summary>
    MeterErrors,

    /// <summary>Nothing; the next invoice is near, and usage that is to be on it is sent.</summary>
    Upcoming,

    /// <summary>Nothing; the event itself is the record of what happened.</summary>
    Record,
}
