namespace Tollgate.Watching;

/// <summary>The two counts of one window of one customer, side by side.</summary>
public sealed record UsageDrift
{
    /// <summary>Whose window, e.g. "user_42".</summary>
    public required string Subject { get; init; }

    /// <summary>"*" or an endpoint group.</summary>
    public required string Scope { get; init; }

    /// <summary>"day" or "month".</summary>
    public required string Window { get; init; }

    /// <summary>The instance of the window.</summary>
    public required WindowSpan Span { get; init; }

    /// <summary>Units that the ledger has counted: granted to nodes, spent or not.</summary>
    public required long Used { get; init; }

    /// <summary>Units that recorded requests were charged.</summary>
    public required long Recorded { get; init; }

    /// <summary>What it means.</summary>
    public required DriftVerdict Verdict { get; init; }

    /// <summary>Why, when the two can't be compared; else null.</summary>
    public string? Reason { get; init; }

    /// <summary>Units that the ledger counts beyond what is recorded; below zero when more is recorded.</summary>
    public long Difference => Used - Recorded;
}
