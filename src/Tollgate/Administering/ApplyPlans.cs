using Tollgate.Entitling;

namespace Tollgate.Administering;

/// <summary>Makes the stored plans what a plan file says: declarative, and nothing happens the second time.</summary>
public sealed class ApplyPlans(IPlanStore store)
{
    /// <summary>Applies the plans, or shows what applying would do.</summary>
    /// <param name="desired">The plans as they shall be.</param>
    /// <param name="dryRun">Whether to change nothing and only show the differences.</param>
    /// <param name="prune">Whether to archive the plans that are not named; the anonymous plan is kept.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A change per plan: the desired ones in their order, then archived ones by name.</returns>
    /// <exception cref="InvalidInputException">Some plans are not valid; nothing was stored.</exception>
    public async Task<IReadOnlyList<PlanChange>> RunAsync(
        IReadOnlyList<Plan> desired, bool dryRun, bool prune, CancellationToken cancellationToken)
    {
        PlanRules.Check(desired);
        var stored = (await store.ListAsync(includeArchived: true, cancellationToken)).ToDictionary(p => p.Plan.Name, StringComparer.Ordinal);
        var changes = desired.Select(plan => Compare(stored.GetValueOrDefault(plan.Name), plan)).ToList();
        if (prune)
        {
            var kept = desired.Select(p => p.Name).Append(Plan.AnonymousName).ToHashSet(StringComparer.Ordinal);
            changes.AddRange(stored.Values.Where(p => !p.IsArchived && !kept.Contains(p.Plan.Name)).OrderBy(p => p.Plan.Name, StringComparer.Ordinal)
                .Select(p => new PlanChange(p.Plan.Name, PlanChangeKind.Archived, p.Plan.Version, [$"archived; {p.Subscriptions} subscriptions keep it"])));
        }

        if (!dryRun)
        {
            await SaveAsync(desired, changes, cancellationToken);
        }

        return changes;
    }

    private static PlanChange Compare(StoredPlan? stored, Plan desired)
    {
        if (stored is null)
        {
            return new PlanChange(desired.Name, PlanChangeKind.Added, 1, PlanDifferences.Describe(desired));
        }

        var differences = PlanDifferences.Between(stored.Plan, desired).ToList();
        var version = stored.Plan.Version + (differences.Count > 0 ? 1 : 0);
        if (stored.IsArchived)
        {
            differences.Insert(0, "archived → in use");
        }

        return new PlanChange(desired.Name, differences.Count > 0 ? PlanChangeKind.Changed : PlanChangeKind.Unchanged, version, differences);
    }

    private async Task SaveAsync(IReadOnlyList<Plan> desired, List<PlanChange> changes, CancellationToken cancellationToken)
    {
        var changed = changes.Where(c => c.Kind is PlanChangeKind.Added or PlanChangeKind.Changed).Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var archived = changes.Where(c => c.Kind == PlanChangeKind.Archived).Select(c => c.Name).ToList();
        if (changed.Count + archived.Count > 0)
        {
            await store.SaveAsync([.. desired.Where(p => changed.Contains(p.Name))], archived, cancellationToken);
        }
    }
}
