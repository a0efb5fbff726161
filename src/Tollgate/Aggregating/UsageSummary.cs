namespace Tollgate.Aggregating;

/// <summary>The requests of one subject, key, endpoint, plan and country in one hour or day; without a subject, those of all subjects.</summary>
public sealed record UsageSummary
{
    /// <summary>The first instant, in Unix milliseconds.</summary>
    public long Start { get; init; }

    /// <summary>Whose requests; null for everybody's.</summary>
    public string? Subject { get; init; }

    /// <summary>The user; null for anonymous and unknown callers, and for everybody's.</summary>
    public long? UserId { get; init; }

    /// <summary>The API key; null for none, and for everybody's.</summary>
    public long? KeyId { get; init; }

    /// <summary>Route pattern or endpoint group.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>Name of the plan that was in force; null for unknown callers.</summary>
    public string? Plan { get; init; }

    /// <summary>ISO 3166 code of the country that the requests came from; null where it is not known.</summary>
    public string? Country { get; init; }

    /// <summary>The sums.</summary>
    public UsageMeasures Measures { get; init; }

    /// <summary>Response times of requests that were not refused.</summary>
    public DurationHistogram Durations { get; init; } = new();

    /// <summary>Addresses that the requests came from, as far as they were kept.</summary>
    public AddressSketch Addresses { get; init; } = new();
}
