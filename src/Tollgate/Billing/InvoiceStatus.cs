namespace Tollgate.Billing;

/// <summary>State of an invoice, in the payment provider's terms.</summary>
public enum InvoiceStatus
{
    /// <summary>Not final yet: nothing is owed.</summary>
    Draft,

    /// <summary>Final and not paid.</summary>
    Open,

    /// <summary>Paid, also outside the provider.</summary>
    Paid,

    /// <summary>Taken back: nothing is owed.</summary>
    Void,

    /// <summary>Given up as bad debt, or forgiven: nothing is asked for any more.</summary>
    Uncollectible,

    /// <summary>Deleted while it was a draft.</summary>
    Deleted,

    /// <summary>A state that this version does not know: counts as not owed.</summary>
    Unknown,
}
