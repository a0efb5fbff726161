namespace Tollgate.Entitling;

/// <summary>How payment failures or an operator narrow what a subscription allows; it never overwrites the plan.</summary>
public enum RestrictionLevel
{
    /// <summary>The plan as bought.</summary>
    None,

    /// <summary>Full limits, with a header and an event.</summary>
    Warning,

    /// <summary>A share of the limits (<see cref="Plan.LimitedShare"/>).</summary>
    Limited,

    /// <summary>Refused with 402 until lifted.</summary>
    Suspended,
}
