using Tollgate.Limiting;

namespace Tollgate.Benchmarks.Growth;

/// <summary>One way to set leases up, to compare it with others.</summary>
/// <param name="Name">For a legend.</param>
/// <param name="Ttl">Seconds that any units may stay on lease, and that a lease covers.</param>
/// <param name="LongTtl">Seconds that they may while they are few beside what is left.</param>
internal sealed record LeaseSetting(string Name, double Ttl, double LongTtl)
{
    /// <summary>What the product does unless told otherwise.</summary>
    public static LeaseSetting Default { get; } = Of("1 s, far from limits 10 s (default)", new LimitingOptions());

    /// <summary>The ways that are compared.</summary>
    public static IReadOnlyList<LeaseSetting> All { get; } = [Default, new("1 s", 1, 0), new("250 ms", 0.25, 0), new("4 s", 4, 0)];

    /// <summary>As options; leases cover as much traffic as they may live.</summary>
    public LimitingOptions Options() => new()
    {
        LeaseTtl = TimeSpan.FromSeconds(Ttl),
        LeaseHorizon = TimeSpan.FromSeconds(Ttl),
        LongLeaseTtl = TimeSpan.FromSeconds(LongTtl),
    };

    private static LeaseSetting Of(string name, LimitingOptions options) => new(name, options.LeaseTtl.TotalSeconds, options.LongLeaseTtl.TotalSeconds);
}
