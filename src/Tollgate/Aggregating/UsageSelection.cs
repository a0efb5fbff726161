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

    /// <summary>Several subjects or keys instead of <see cref="Subject"/> and <see cref="KeyId"/>; null for what those say.</summary>
    public IReadOnlyList<UsagePart>? Parts { get; init; }

    /// <summary>
    /// What the reader tells apart; null (default) for everything that summaries tell apart. With it, several summaries may make up one group,
    /// and have nothing, 0 or null in what is not told apart, in their measures or in their sketches: the reader adds them up.
    /// </summary>
    public UsageGrouping? Grouping { get; init; }

    /// <summary>One plan; null for all.</summary>
    public string? Plan { get; init; }

    /// <summary>One endpoint; null for all.</summary>
    public string? Endpoint { get; init; }

    /// <summary>One country; null for all.</summary>
    public string? Country { get; init; }
}
