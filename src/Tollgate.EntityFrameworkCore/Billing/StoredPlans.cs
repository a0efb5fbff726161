using Microsoft.EntityFrameworkCore;
using Tollgate.Billing;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>The current versions of all plans, archived ones too, and what their prices are.</summary>
internal sealed class StoredPlans
{
    private readonly Dictionary<string, Plan> _plans;

    private StoredPlans(IEnumerable<Plan> plans)
    {
        _plans = plans.ToDictionary(p => p.Name, StringComparer.Ordinal);
        Prices = new PlanPrices(_plans.Values);
    }

    /// <summary>Which plan a price sells.</summary>
    public PlanPrices Prices { get; }

    public static async Task<StoredPlans> ReadAsync(TollgateDbContext context, CancellationToken cancellationToken)
    {
        var definitions =
            from plan in context.Plans
            join version in context.PlanVersions on new { plan.Name, plan.Version } equals new { Name = version.PlanName, version.Version }
            select version.Definition;
        return new StoredPlans((await definitions.ToListAsync(cancellationToken)).Select(PlanJson.Read));
    }

    /// <summary>A plan by name; null when there is none.</summary>
    public Plan? Find(string name) => _plans.GetValueOrDefault(name);
}
