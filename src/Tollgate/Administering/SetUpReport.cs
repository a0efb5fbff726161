namespace Tollgate.Administering;

/// <summary>What setting up did.</summary>
/// <param name="Migrations">Migrations that were applied; empty when the schema was current.</param>
/// <param name="AddedPlans">Names of plans that were added; empty when there were plans.</param>
/// <param name="MovedUsers">Users without a subscription who now have the default plan.</param>
/// <param name="DefaultPlan">The plan that they have.</param>
/// <param name="Findings">The lint of all plans.</param>
public sealed record SetUpReport(
    IReadOnlyList<string> Migrations, IReadOnlyList<string> AddedPlans, int MovedUsers, string DefaultPlan, IReadOnlyList<PlanFinding> Findings);
