using Tollgate.Limiting;

namespace Tollgate.Benchmarks.Growth;

/// <summary>One way to set leases up, to compare it with others.</summary>
/// <param name="Name">For a legend.</param>
/// <param name="Ttl">Seconds.</param>
internal sealed record LeaseSetting(string Name, double Ttl)
{
    /// <summary>What the product does unless told otherwise.</summary>
    public static LeaseSetting Default { get; } = new("default", 1);

    /// <summary>The ways that are compared.</summary>
    public static IReadOnlyList<LeaseSetting> All { get; } = [Default, new("250 ms", 0.25), new("4 s", 4)];

    /// <summary>As options; leases cover as much traffic as they may live.</summary>
    public LimitingOptions Options() => new() { LeaseTtl = TimeSpan.FromSeconds(Ttl), LeaseHorizon = TimeSpan.FromSeconds(Ttl) };
}
