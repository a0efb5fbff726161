namespace Tollgate.Aggregating;

/// <summary>How long the time is that a summary covers.</summary>
public enum SummaryGrain
{
    /// <summary>An hour of the clock, in UTC.</summary>
    Hour,

    /// <summary>A UTC day.</summary>
    Day,

    /// <summary>A UTC month.</summary>
    Month,
}
