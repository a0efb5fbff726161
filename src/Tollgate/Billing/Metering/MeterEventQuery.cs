namespace Tollgate.Billing.Metering;

/// <summary>Which meter events to list.</summary>
public sealed record MeterEventQuery
{
    /// <summary>In one state; null for all.</summary>
    public MeterEventState? State { get; init; }

    /// <summary>Of one user; null for all.</summary>
    public long? UserId { get; init; }

    /// <summary>Only events with an error.</summary>
    public bool HasError { get; init; }

    /// <summary>How many at most: 1 to 10,000, default 100.</summary>
    public int Take { get; init; } = 100;
}
