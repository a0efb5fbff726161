namespace Tollgate.Entitling;

/// <summary>How entitlements are cached and what holds without a subscription; bound from <c>Tollgate:Entitling</c>.</summary>
public sealed class EntitlingOptions
{
    /// <summary>The plan of a user without a subscription that gives access. Default "free".</summary>
    public string DefaultPlan { get; set; } = "free";

    /// <summary>
    /// The plan in place of their own for customers whom payment failures limit, without their overrides. Unset: a share of their own plan (its
    /// <c>limitedShare</c>); also while there is no plan of this name.
    /// </summary>
    public string? FallbackPlan { get; set; }

    /// <summary>How long an entitlement may be used without asking the database. Default 1 hour; changes are pushed within a second regardless.</summary>
    public TimeSpan CacheDuration { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Rows that the table <c>rate_limit_cache</c> holds at most; a tenth is culled when full. Default 100,000.</summary>
    public int CacheCapacity { get; set; } = 100_000;

    /// <summary>Callers that this node keeps resolved in memory at most. Default 100,000.</summary>
    public int MemoryCapacity { get; set; } = 100_000;

    /// <summary>How long an unknown key is remembered as unknown without asking the database. Default 10 seconds.</summary>
    public TimeSpan UnknownKeyDuration { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Well-formed but unknown keys that one network may present in a minute before keys that this node does not know get 503 without asking the database:
    /// 1 to 1,000,000, default 60. Keys that this node
    /// remembers go on working.
    /// </summary>
    public int MaxUnknownKeysPerMinute { get; set; } = 60;
}
