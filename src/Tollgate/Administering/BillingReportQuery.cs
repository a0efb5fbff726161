namespace Tollgate.Administering;

/// <summary>Which metered periods to report.</summary>
public sealed record BillingReportQuery
{
    /// <summary>"user_42" or a user's name; null for all.</summary>
    public string? User { get; init; }

    /// <summary>Periods that end after this; null for the last 35 days.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Periods that begin before this; null for now.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether the provider is asked for its totals: a call for each line.</summary>
    public bool IsVerified { get; init; }

    /// <summary>Lines at most: 1 to 10,000, default 1,000.</summary>
    public int Limit { get; init; } = 1_000;
}
