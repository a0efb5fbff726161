namespace Tollgate.Aggregating;

/// <summary>What subjects are ranked by.</summary>
public enum RankedBy
{
    /// <summary>Requests.</summary>
    Requests,

    /// <summary>Requests that were turned away.</summary>
    Refused,

    /// <summary>Units that stayed charged.</summary>
    Charged,
}
