using Microsoft.EntityFrameworkCore;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Entitling;

/// <summary>The ranks of some plans, for those who have several subscriptions.</summary>
internal sealed class PlanRanks
{
    private readonly Dictionary<string, int> _ranks;

    private PlanRanks(Dictionary<string, int> ranks) => _ranks = ranks;

    /// <summary>Reads the ranks of the named plans; asks nothing when there are no names.</summary>
    public static async Task<PlanRanks> ReadAsync(TollgateDbContext context, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        if (names.Count == 0)
        {
            return new PlanRanks([]);
        }

        var definitions =
            from plan in context.Plans
            join version in context.PlanVersions on new { plan.Name, plan.Version } equals new { Name = version.PlanName, version.Version }
            where names.Contains(plan.Name)
            select new { plan.Name, version.Definition };
        return new PlanRanks(await definitions.ToDictionaryAsync(d => d.Name, d => PlanJson.Read(d.Definition).Rank, StringComparer.Ordinal, cancellationToken));
    }

    /// <summary>The rank of a subscription's plan; 0 for plans that were not read.</summary>
    public int Of(Subscription subscription) => _ranks.GetValueOrDefault(subscription.PlanName);
}
