namespace Tollgate.Entitling;

/// <summary>A named endpoint group of a plan with limits and a cost of its own.</summary>
public sealed record PlanScope
{
    /// <summary>The scope of all endpoints together.</summary>
    public const string All = "*";

    /// <summary>Unique in the plan: 1 to 64 of a-z, 0-9, '-' and '_', e.g. "search".</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Route patterns in ASP.NET Core syntax, each optionally after a method: "/v1/search", "POST /v1/orders/{id}", "/files/{**path}".
    /// Empty when endpoints name the scope themselves (endpoint metadata).
    /// </summary>
    public IReadOnlyList<string> Routes { get; init; } = [];

    /// <summary>Units that a request of this group costs, in "*" and in its own windows: 0 to <see cref="Limit.MaxCost"/>, default 1.</summary>
    public long Cost { get; init; } = 1;

    /// <summary>Limits of this group alone. A window that is not listed is not limited.</summary>
    public IReadOnlyList<WindowLimit> Limits { get; init; } = [];
}
