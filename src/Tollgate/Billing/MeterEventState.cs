namespace Tollgate.Billing;

/// <summary>What became of a meter event.</summary>
public enum MeterEventState
{
    /// <summary>To be sent, again if need be: its identifier keeps it from counting twice.</summary>
    Pending,

    /// <summary>The provider has it.</summary>
    Sent,

    /// <summary>Its fate was unknown for longer than the provider remembers identifiers: the provider's totals decide.</summary>
    Unknown,

    /// <summary>The provider refused it for good.</summary>
    Failed,

    /// <summary>To be taken back at the provider, because less was used or more is included than it was sent for; billed until the provider says otherwise.</summary>
    Canceling,

    /// <summary>Taken back, or never arrived: its units count as not sent.</summary>
    Canceled,

    /// <summary>To be taken back at the provider and not billed again, because a person wants that.</summary>
    Waiving,

    /// <summary>Not billed, because a person wants that: its units count as dealt with.</summary>
    Waived,
}
