using Microsoft.EntityFrameworkCore;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore.Entitling;
using Tollgate.Watching;

namespace Tollgate.EntityFrameworkCore.Watching;

/// <summary>Finds subscriptions page by page; one counts only if it is its user's best.</summary>
internal sealed class SubscriptionScan(IDbContextFactory<TollgateDbContext> contexts, TimeProvider clock) : ISubscriptionScan
{
    private const int PageSize = 500;
    private static readonly SubscriptionStatus[] AccessStatuses = [.. Enum.GetValues<SubscriptionStatus>().Where(EntitlementResolver.GivesAccess)];

    public async Task<IReadOnlyList<Subscription>> FindAsync(SubscriptionQuery query, CancellationToken cancellationToken)
    {
        var found = new List<Subscription>();
        for (var after = 0L; found.Count < query.Most;)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var page = await Matching(context, query).Where(s => s.Id > after).OrderBy(s => s.Id).Take(PageSize).AsNoTracking().ToListAsync(cancellationToken);
            if (page.Count == 0)
            {
                break;
            }

            var users = page.Select(s => s.UserId).Distinct().ToList();
            var all = await context.Subscriptions.Where(s => users.Contains(s.UserId)).AsNoTracking().ToListAsync(cancellationToken);
            var several = all.GroupBy(s => s.UserId).Where(g => g.Skip(1).Any()).SelectMany(g => g).Select(s => s.PlanName).ToHashSet(StringComparer.Ordinal);
            var ranks = await PlanRanks.ReadAsync(context, several, cancellationToken);
            var best = all.GroupBy(s => s.UserId).Select(g => EntitlementResolver.Best(g, clock.GetUtcNow(), ranks.Of)!.Id).ToHashSet();
            found.AddRange(page.Where(s => best.Contains(s.Id)));
            after = page[^1].Id;
        }

        return found.Count > query.Most ? found.GetRange(0, query.Most) : found;
    }

    private static IQueryable<Subscription> Matching(TollgateDbContext context, SubscriptionQuery query)
    {
        var matching = query.Status is { } status
            ? context.Subscriptions.Where(s => s.Status == status)
            : context.Subscriptions.Where(s => AccessStatuses.Contains(s.Status));
        if (query.IsRestricted)
        {
            matching = matching.Where(s => s.Restriction != RestrictionLevel.None);
        }

        return query.EndsBefore is { } end
            ? matching.Where(s => ((s.Status == SubscriptionStatus.Trialing ? s.TrialEndsAt : null) ?? s.CurrentPeriodEnd) < end)
            : matching;
    }
}
