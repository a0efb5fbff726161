namespace Tollgate.Benchmarks.Harness;

/// <summary>What one contender did: the medians of its runs.</summary>
internal sealed record BenchmarkRow
{
    /// <summary>Unique in its suite, in lower case with hyphens; targets name it.</summary>
    public required string Id { get; init; }

    /// <summary>What was measured, for a reader who has not seen the code.</summary>
    public required string What { get; init; }

    /// <summary>Callers, connections or threads at once.</summary>
    public required int Callers { get; init; }

    /// <summary>What <see cref="PerSecond"/> counts: "decision", "request", "event", "row".</summary>
    public string Unit { get; init; } = "decision";

    /// <summary>Median of the runs.</summary>
    public required double PerSecond { get; init; }

    /// <summary>Slowest and fastest run, a second: how much the medians may be trusted.</summary>
    public double? PerSecondLow { get; init; }

    /// <summary>See <see cref="PerSecondLow"/>.</summary>
    public double? PerSecondHigh { get; init; }

    /// <summary>Microseconds that half of the operations stayed below; null where it was not measured.</summary>
    public double? P50 { get; init; }

    /// <summary>Microseconds that 99 % stayed below.</summary>
    public double? P99 { get; init; }

    /// <summary>Microseconds that 99.9 % stayed below.</summary>
    public double? P999 { get; init; }

    /// <summary>Managed bytes allocated in the process per operation, everything included.</summary>
    public double? BytesPerOperation { get; init; }

    /// <summary>Statements, or commands, that the store received per million operations.</summary>
    public double? StatementsPerMillion { get; init; }

    /// <summary>Whether an answered operation survives a crash; null where the question makes no sense.</summary>
    public bool? IsDurable { get; init; }

    /// <summary>Whether the limit holds over all nodes together; null where the question makes no sense.</summary>
    public bool? IsExact { get; init; }

    /// <summary>What a reader must know to read the row right; null when nothing.</summary>
    public string? Note { get; init; }
}
