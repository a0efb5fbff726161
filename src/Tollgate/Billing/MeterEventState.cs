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

    /// <summary>Taken back at the provider.</summary>
    Canceled,
}
