using Tollgate.Aggregating;

namespace Tollgate.Administering;

/// <summary>What a usage report shall tell.</summary>
public sealed record UsageReportQuery
{
    /// <summary>Most groups that are listed when the report is by user or key of everybody.</summary>
    public const int MaxLimit = 1_000;

    /// <summary>What to group by. Default nothing.</summary>
    public UsageDimension By { get; init; }

    /// <summary>A row per <see cref="SummaryGrain.Hour"/> or <see cref="SummaryGrain.Day"/>; null (default) for the whole span.</summary>
    public SummaryGrain? Per { get; init; }

    /// <summary>First instant, brought to the start of its hour or UTC day. Default 30 days ago.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>First instant that is not wanted, brought to the end of its hour or UTC day. Default now.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>One user, by name or subject ("user_42", "ip_203.0.113.0/24"); null for everybody.</summary>
    public string? User { get; init; }

    /// <summary>One API key, see <c>tollgate keys list</c>; null for all.</summary>
    public string? Key { get; init; }

    /// <summary>One plan's name; null for all.</summary>
    public string? Plan { get; init; }

    /// <summary>One endpoint; null for all.</summary>
    public string? Endpoint { get; init; }

    /// <summary>One country's ISO 3166 code; null for all.</summary>
    public string? Country { get; init; }

    /// <summary>By user or key without naming one: so many users or keys, those with the most requests. 1 to <see cref="MaxLimit"/>, default 50.</summary>
    public int Limit { get; init; } = 50;
}
