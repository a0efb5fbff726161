namespace Tollgate.Limiting;

/// <summary>What about money made a window refuse, where anything did.</summary>
public enum RefusalReason
{
    /// <summary>Nothing: the limit is as it was bought, or was not what refused.</summary>
    None,

    /// <summary>The plan would bill what goes beyond the month, but a payment failed.</summary>
    OverageStopped,

    /// <summary>The customer's spend cap is reached.</summary>
    SpendCap,

    /// <summary>The limit is lower than bought, or of another plan, because a payment failed.</summary>
    LimitsLowered,
}
