using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Tollgate.Entitling;
using Tollgate.Watching;

namespace Tollgate.EntityFrameworkCore.Watching;

/// <summary>Resolves many users in five queries; each plan is read once, however many hold it.</summary>
internal sealed class CustomerLimits(IDbContextFactory<TollgateDbContext> contexts, IOptions<EntitlingOptions> options, TimeProvider clock) : ICustomerLimits
{
    public async Task<IReadOnlyDictionary<long, Entitlement>> FindAsync(IReadOnlyCollection<long> userIds, CancellationToken cancellationToken)
    {
        if (userIds.Count == 0)
        {
            return new Dictionary<long, Entitlement>();
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var users = await context.Users.Where(u => userIds.Contains(u.Id)).AsNoTracking().ToListAsync(cancellationToken);
        var subscriptions = (await context.Subscriptions.Where(s => userIds.Contains(s.UserId)).AsNoTracking().ToListAsync(cancellationToken)).ToLookup(s => s.UserId);
        var overrides = (await context.LimitOverrides.Where(o => userIds.Contains(o.UserId)).AsNoTracking().ToListAsync(cancellationToken)).ToLookup(o => o.UserId);
        var credits = await ReadCreditsAsync(context, userIds, cancellationToken);
        var caps = await context.SpendCaps.Where(c => userIds.Contains(c.UserId)).AsNoTracking().ToDictionaryAsync(c => c.UserId, cancellationToken);
        var plans = await ReadPlansAsync(context, cancellationToken);
        var resolved = new Dictionary<long, Entitlement>();
        foreach (var user in users)
        {
            var held = subscriptions[user.Id].Where(s => plans.ContainsKey(s.PlanName)).Select(s => new HeldPlan(s, plans[s.PlanName])).ToList();
            var cap = caps.TryGetValue(user.Id, out var most) ? (most.Amount, most.Currency) : default((long, string)?);
            if (plans.TryGetValue(options.Value.DefaultPlan, out var standard) || held.Exists(h => SubscriptionTimes.GivesAccess(h.Subscription, clock.GetUtcNow())))
            {
                var (granted, expired) = credits.GetValueOrDefault(user.Id);
                var facts = FactsResolver.Resolve(user, held, () => standard!, overrides[user.Id], cap, clock.GetUtcNow())
                    with { GrantedCredits = granted, ExpiredCredits = expired };
                var isFallback = plans.TryGetValue(options.Value.FallbackPlan ?? "", out var fallback);
                resolved[user.Id] = EntitlementResolver.Resolve(isFallback ? EntitlementResolver.FallBack(facts, fallback!) : facts, null);
            }
        }

        return resolved;
    }

    private static async Task<Dictionary<long, (long Granted, long Expired)>> ReadCreditsAsync(
        TollgateDbContext context, IReadOnlyCollection<long> userIds, CancellationToken cancellationToken) =>
        await context.CreditGrants
            .Where(g => userIds.Contains(g.UserId))
            .GroupBy(g => g.UserId)
            .Select(g => new { g.Key, Granted = g.Sum(c => c.Units), Expired = g.Sum(c => (c.ExpiredUnits ?? 0) + c.RevokedUnits) })
            .ToDictionaryAsync(g => g.Key, g => (g.Granted, g.Expired), cancellationToken);

    private static async Task<Dictionary<string, Plan>> ReadPlansAsync(TollgateDbContext context, CancellationToken cancellationToken)
    {
        var definitions =
            from plan in context.Plans
            join version in context.PlanVersions on new { plan.Name, plan.Version } equals new { Name = version.PlanName, version.Version }
            select new { plan.Name, version.Definition };
        return await definitions.ToDictionaryAsync(d => d.Name, d => PlanJson.Read(d.Definition), StringComparer.Ordinal, cancellationToken);
    }
}
