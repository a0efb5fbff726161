namespace Tollgate.Aggregating;

/// <summary>Which summaries to read.</summary>
/// <param name="Grain"><see cref="SummaryGrain.Hour"/> or <see cref="SummaryGrain.Day"/>.</param>
/// <param name="From">First instant in Unix milliseconds, the start of an hour or a UTC day.</param>
/// <param name="Until">First instant that is not wanted, the start of an hour or a UTC day.</param>
public sealed record UsageSelection(SummaryGrain Grain, long From, long Until)
{
    /// <summary>Whose requests; null for the sums of everybody, which have no subject and key.</summary>
    public string? Subject { get; init; }

    /// <summary>One API key; only with a subject.</summary>
    public long? KeyId { get; init; }

    /// <summary>One plan; null for all.</summary>
    public string? Plan { get; init; }

    /// <summary>One endpoint; null for all.</summary>
    public string? Endpoint { get; init; }

    /// <summary>One country; null for all.</summary>
    public string? Country { get; init; }
}
