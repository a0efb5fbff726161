namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>A row of <c>plan_versions</c>: what a plan said in one version; never changed.</summary>
public sealed class PlanVersionRow
{
    /// <summary>The plan's name.</summary>
    public required string PlanName { get; init; }

    /// <summary>The version, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>The definition as JSON.</summary>
    public required string Definition { get; init; }

    /// <summary>When it was stored.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
