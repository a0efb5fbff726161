namespace Tollgate.Administering;

/// <summary>What applying a plan does to the one that is stored.</summary>
public enum PlanChangeKind
{
    /// <summary>The same: nothing is stored.</summary>
    Unchanged,

    /// <summary>There was none of this name.</summary>
    Added,

    /// <summary>A new version is stored; usage so far is kept.</summary>
    Changed,

    /// <summary>Not wanted any more: nobody can subscribe to it, who has it keeps it.</summary>
    Archived,
}
