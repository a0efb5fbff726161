namespace Tollgate.Administering;

/// <summary>Lists the plans.</summary>
public sealed class ListPlans(IPlanStore plans)
{
    /// <summary>All plans in their current version, by name.</summary>
    /// <param name="includeArchived">Whether to list archived plans too.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<StoredPlan>> RunAsync(bool includeArchived, CancellationToken cancellationToken) =>
        plans.ListAsync(includeArchived, cancellationToken);
}
