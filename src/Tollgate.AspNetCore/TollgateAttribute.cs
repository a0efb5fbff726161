using Tollgate.Limiting;

namespace Tollgate.AspNetCore;

/// <summary>Names the endpoint group that an endpoint is charged to, and what a request of it costs.</summary>
/// <param name="scope">Name of a group of the plans, e.g. "search"; plans without such a group charge "*" alone. Null matches the plans' routes.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class TollgateAttribute(string? scope = null) : Attribute
{
    private const long Unset = -1;
    private long _cost = Unset;

    /// <summary>The endpoint group.</summary>
    public string? Scope { get; } = scope;

    /// <summary>Units that a request costs, 0 to <see cref="Limit.MaxCost"/>; the group's cost when not set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The cost is negative or too large.</exception>
    public long Cost
    {
        get => CostOrNull ?? 1;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Limit.MaxCost);
            _cost = value;
        }
    }

    internal long? CostOrNull => _cost == Unset ? null : _cost;
}
