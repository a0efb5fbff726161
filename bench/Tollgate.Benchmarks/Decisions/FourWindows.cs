using System.Threading.RateLimiting;
using Tollgate.Entitling;

namespace Tollgate.Benchmarks.Decisions;

/// <summary>What every contender enforces: minute, hour, day and month, with limits that the load does not reach.</summary>
internal static class FourWindows
{
    /// <summary>Units of each window.</summary>
    public const long Limit = 1_000_000_000_000;

    /// <summary>The windows as the framework knows them: lengths instead of calendar instants.</summary>
    public static readonly TimeSpan[] Lengths = [TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(30)];

    private static readonly Window[] Windows = [Window.Minute, Window.Hour, Window.Day, Window.Month];

    // Subscribers of a plan share it and its limits, as they do in the product.
    private static readonly Plan Leased = new() { Name = "bench", Enforcement = Enforcement.Leased };
    private static readonly Plan Strict = new() { Name = "bench", Enforcement = Enforcement.Strict };
    private static readonly IReadOnlyList<WindowLimit> Limits = LimitsOf(Limit);

    /// <summary>A subject of the gate.</summary>
    public static Entitlement EntitlementOf(int id, Enforcement enforcement = Enforcement.Leased, long limit = Limit) => new()
    {
        Subject = User.SubjectOf(id),
        UserId = id,
        Plan = enforcement == Enforcement.Strict ? Strict : Leased,
        Limits = limit == Limit ? Limits : LimitsOf(limit),
    };

    /// <summary>The framework's limiter: four fixed windows, chained, each partitioned by the same key.</summary>
    public static PartitionedRateLimiter<string> Framework() => PartitionedRateLimiter.CreateChained([.. Lengths.Select(length =>
        PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetFixedWindowLimiter(
            key, _ => new FixedWindowRateLimiterOptions { PermitLimit = int.MaxValue, Window = length, QueueLimit = 0 })))]);

    private static WindowLimit[] LimitsOf(long limit) => [.. Windows.Select(w => new WindowLimit(w, limit))];
}
