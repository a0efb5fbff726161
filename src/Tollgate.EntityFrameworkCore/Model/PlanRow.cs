namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>A row of <c>plans</c>: which version of a plan holds.</summary>
public sealed class PlanRow
{
    /// <summary>The plan's name.</summary>
    public required string Name { get; init; }

    /// <summary>The version that holds, from 1.</summary>
    public int Version { get; set; }

    /// <summary>Whether nobody can subscribe to it any more.</summary>
    public bool IsArchived { get; set; }
}
