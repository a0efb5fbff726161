using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate;

/// <summary>The gate's answer to one request. Pass it to <see cref="Gate.Complete"/> when the response is done.</summary>
public readonly struct Admission
{
    internal Admission(Entitlement? entitlement, PlanScope? group, in Decision decision)
    {
        Entitlement = entitlement;
        Group = group;
        Decision = decision;
    }

    /// <summary>What the caller may do; null when the caller could not be identified.</summary>
    public Entitlement? Entitlement { get; }

    /// <summary>The endpoint group that the request belongs to; null for "*" alone.</summary>
    public PlanScope? Group { get; }

    /// <summary>The decision with every window.</summary>
    public Decision Decision { get; }

    /// <summary>Whether the request may go on.</summary>
    public bool IsAdmitted => Decision.IsAdmitted;
}
