namespace Tollgate.Billing.Metering;

/// <summary>Which customers to look at, and how much of them.</summary>
internal sealed record MeteringScan
{
    /// <summary>One user; null for all.</summary>
    public long? UserId { get; init; }

    /// <summary>Only users after this one, in the order of their ids.</summary>
    public long After { get; init; }

    /// <summary>Users at most.</summary>
    public int Take { get; init; } = 200;

    /// <summary>Whether closed segments of late are looked at, too: late usage is found by that.</summary>
    public bool LooksBack { get; init; }

    /// <summary>Whether the hour that is not over counts as far as it is summed, because its period is about to be cut off.</summary>
    public bool IncludesRunningHour { get; init; }

    /// <summary>Whether only a span of periods is wanted: those that end after this; null for the running ones.</summary>
    public DateTimeOffset? EndAfter { get; init; }

    /// <summary>With <see cref="EndAfter"/>: only periods that begin before this.</summary>
    public DateTimeOffset? StartBefore { get; init; }
}
