using Tollgate.Entitling;

namespace Tollgate.Administering;

/// <summary>Keeps plans with all their versions; every write reaches all nodes within a second.</summary>
public interface IPlanStore
{
    /// <summary>All plans in their current version, by name.</summary>
    Task<IReadOnlyList<StoredPlan>> ListAsync(bool includeArchived, CancellationToken cancellationToken);

    /// <summary>A plan by name, archived or not, in the given or the current version; null when there is none.</summary>
    Task<StoredPlan?> FindAsync(string name, int? version, CancellationToken cancellationToken);

    /// <summary>
    /// Stores each plan as a new version, unless its definition is the current one already, and archives others; all or nothing.
    /// </summary>
    /// <param name="plans">Definitions; their <see cref="Plan.Version"/> is ignored. A plan that was archived is in use again.</param>
    /// <param name="archived">Names of plans that nobody can subscribe to any more; who has one keeps it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task SaveAsync(IReadOnlyList<Plan> plans, IReadOnlyList<string> archived, CancellationToken cancellationToken);

    /// <summary>Stores the plans of whose name there is none yet; returns the names stored.</summary>
    Task<IReadOnlyList<string>> AddMissingAsync(IReadOnlyList<Plan> plans, CancellationToken cancellationToken);
}
