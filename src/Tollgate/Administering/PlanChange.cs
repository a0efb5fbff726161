namespace Tollgate.Administering;

/// <summary>What applying did, or would do, to one plan.</summary>
/// <param name="Name">The plan's name.</param>
/// <param name="Kind">What happens to it.</param>
/// <param name="Version">The version after the change.</param>
/// <param name="Differences">Each difference as a line for people, e.g. "limits.hour: 100 → 200"; empty when unchanged.</param>
public sealed record PlanChange(string Name, PlanChangeKind Kind, int Version, IReadOnlyList<string> Differences);
