namespace Tollgate.Aggregating;

/// <summary>How recorded usage is summed; bound from <c>Tollgate:Aggregating</c>.</summary>
public sealed class AggregatingOptions
{
    /// <summary>Whether this process sums by itself. Default true; with false, only maintenance does.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// How often new usage is summed: 10 seconds to 1 day, default 5 minutes. Where summing takes long, the pause is at least ten times as
    /// long, so that it never costs more than a tenth of a core.
    /// </summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(5);
}
