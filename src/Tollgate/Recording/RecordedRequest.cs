namespace Tollgate.Recording;

/// <summary>What a row of <c>api_usage</c> says about limits; see <see cref="UsageEvent"/> for the fields.</summary>
public readonly record struct RecordedRequest
{
    /// <summary>When the request came, in Unix milliseconds.</summary>
    public long At { get; init; }

    /// <summary>The node that decided; "import-…" for rows of an imported log, which were not decided at all.</summary>
    public string Node { get; init; }

    /// <summary>Number on its node.</summary>
    public long Sequence { get; init; }

    /// <summary>Whose units.</summary>
    public string Subject { get; init; }

    /// <summary>The user; null for anonymous and unknown callers.</summary>
    public long? UserId { get; init; }

    /// <summary>Name of the plan that was in force; null for unknown callers and imported logs.</summary>
    public string? Plan { get; init; }

    /// <summary>Route pattern or endpoint group.</summary>
    public string Endpoint { get; init; }

    /// <summary>Method.</summary>
    public string Method { get; init; }

    /// <summary>Units asked for, by all requests of the row together.</summary>
    public long Cost { get; init; }

    /// <summary>Units that stayed charged.</summary>
    public long Charged { get; init; }

    /// <summary>How the request was decided.</summary>
    public Outcome Outcome { get; init; }

    /// <summary>Whether the refusal was only noted.</summary>
    public bool IsShadow { get; init; }

    /// <summary>Requests in the row.</summary>
    public long Count { get; init; }

    /// <summary>Whether a window turned the request away.</summary>
    public bool WasRefused => Outcome == Outcome.QuotaExceeded && !IsShadow;
}
