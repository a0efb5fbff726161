using Tollgate.Identifying;

namespace Tollgate;

/// <summary>One request as the gate sees it: who says to call, and what for.</summary>
public readonly struct GateRequest
{
    /// <summary>Who says to call.</summary>
    public Credentials Credentials { get; init; }

    /// <summary>Canonical method, e.g. "GET".</summary>
    public string Method { get; init; }

    /// <summary>Normalised path, as the endpoint sees it.</summary>
    public string Path { get; init; }

    /// <summary>Endpoint group that the endpoint names itself; null to match the plan's route patterns.</summary>
    public string? Scope { get; init; }

    /// <summary>Cost in units that the endpoint names itself; null for the group's cost (1 without a group).</summary>
    public long? Cost { get; init; }
}
