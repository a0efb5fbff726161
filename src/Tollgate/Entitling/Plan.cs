namespace Tollgate.Entitling;

/// <summary>What a customer buys: limits per window, endpoint groups with limits and costs of their own, and how they are enforced.</summary>
/// <remarks>A plan is data and versioned: a changed plan is a new version, usage so far is kept.</remarks>
public sealed record Plan
{
    /// <summary>The name of the plan that callers without a key or user fall under.</summary>
    public const string AnonymousName = "anonymous";

    /// <summary>Unique name: 1 to 64 of a-z, 0-9, '-' and '_', e.g. "pro".</summary>
    public required string Name { get; init; }

    /// <summary>Version of the definition, from 1; set by the store.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Name for people; the plan's name when null.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Limits of all endpoints together (scope "*"). A window that is not listed is not limited.</summary>
    public IReadOnlyList<WindowLimit> Limits { get; init; } = [];

    /// <summary>Endpoint groups with limits and costs of their own, charged beside "*".</summary>
    public IReadOnlyList<PlanScope> Scopes { get; init; } = [];

    /// <summary>Whether month windows follow the calendar (default) or the subscription's billing period.</summary>
    public MonthWindow Month { get; init; }

    /// <summary>IANA name of the zone whose days and months count, e.g. "Europe/Berlin"; UTC when null.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Leased (default) or strict.</summary>
    public Enforcement Enforcement { get; init; }

    /// <summary>Decide, record and report, but never refuse.</summary>
    public bool IsShadow { get; init; }

    /// <summary>Requests in flight per subject; null is unlimited. With several nodes each enforces its share.</summary>
    public int? Concurrency { get; init; }

    /// <summary>The share of the limits, above 0 up to 1, that a caller under the restriction "limited" keeps.</summary>
    public double LimitedShare { get; init; } = 0.25;

    /// <summary>Whether usage beyond the plan's price is metered and billed.</summary>
    public bool IsMetered { get; init; }

    /// <summary>Whether every unit also costs a prepaid credit; without credits requests are refused (402).</summary>
    public bool UsesCredits { get; init; }

    /// <summary>The price at the payment provider, e.g. "price_1Abc"; null for plans that are not sold.</summary>
    public string? PriceReference { get; init; }
}
