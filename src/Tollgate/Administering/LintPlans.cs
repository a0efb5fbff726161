namespace Tollgate.Administering;

/// <summary>Finds limits of the stored plans that can't be reached or contradict each other.</summary>
public sealed class LintPlans(IPlanStore plans)
{
    /// <summary>The findings of all plans in use, by plan; empty when all limits make sense.</summary>
    public async Task<IReadOnlyList<PlanFinding>> RunAsync(CancellationToken cancellationToken) =>
        [.. (await plans.ListAsync(includeArchived: false, cancellationToken)).SelectMany(p => PlanLint.Check(p.Plan))];
}
