using Microsoft.EntityFrameworkCore;
using Tollgate.Administering;
using Tollgate.Billing;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore.Billing;
using Tollgate.EntityFrameworkCore.Entitling;
using Tollgate.EntityFrameworkCore.Statements;
using Tollgate.Identifying;

namespace Tollgate.EntityFrameworkCore.Administering;

/// <summary>Keeps users with subscriptions and overrides.</summary>
internal sealed class UserStore(
    IDbContextFactory<TollgateDbContext> contexts,
    IReadContexts reads,
    EntitlementWriter writer,
    SubscriptionChange subscriptions,
    RestrictionWriter restrictions,
    StatementDialect dialect,
    TimeProvider clock) : IUserStore
{
    public Task<UserAccount?> FindAsync(long id, CancellationToken cancellationToken) => FindAsync(users => users.Where(u => u.Id == id), cancellationToken);

    public Task<UserAccount?> FindAsync(string name, CancellationToken cancellationToken) => FindAsync(users => users.Where(u => u.Name == name), cancellationToken);

    public async Task<UserPage> ListAsync(UserQuery query, CancellationToken cancellationToken)
    {
        await using var context = await reads.CreateAsync(cancellationToken);
        var users = context.Users.AsNoTracking();
        if (query.Search is { Length: > 0 } search)
        {
            var pattern = $"%{Escape(search.ToLowerInvariant())}%";
            users = users.Where(u => EF.Functions.Like(u.Name.ToLower(), pattern, "\\"));
        }

        var total = await users.CountAsync(cancellationToken);
        return new UserPage(await AccountsAsync(context, users.OrderBy(u => u.Id).Skip(query.Skip).Take(query.Take), cancellationToken), total);
    }

    public async Task<UserAccount?> AddAsync(string name, string planName, ApiKey? key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            var added = await writer.WriteAsync(
                (context, changes) => AddAsync(context, changes, name, planName, key, now, cancellationToken), cancellationToken);
            return added ? await FindAsync(name, cancellationToken) : null;
        }
        catch (DbUpdateException)
        {
            // Somebody else may have taken the name between the look and the write.
            if (await FindAsync(name, cancellationToken) is not null)
            {
                return null;
            }

            throw;
        }
    }

    public Task<int> SubscribeRestAsync(string planName, DateTimeOffset now, CancellationToken cancellationToken) => writer.WriteAsync(
        async (context, changes) =>
        {
            var rest = await context.Users.Where(u => !context.Subscriptions.Any(s => s.UserId == u.Id)).Select(u => u.Id).ToListAsync(cancellationToken);
            context.Subscriptions.AddRange(rest.Select(id => NewSubscription(id, planName, now)));
            changes.UnionWith(rest.Count > 100 ? [Change.Everything] : rest.Select(Change.OfUser));
            return rest.Count;
        },
        cancellationToken);

    public Task SaveSubscriptionAsync(Subscription subscription, CancellationToken cancellationToken) => writer.WriteAsync(
        async (context, changes) =>
        {
            SubscriptionTimes.NoteNextChange(subscription, clock.GetUtcNow());
            context.Update(subscription);
            changes.Add(Change.OfUser(subscription.UserId));
            await RestrictAsync(context, changes, subscription.UserId, cancellationToken);
            return subscription;
        },
        cancellationToken);

    public Task<Subscription> ChangeSubscriptionAsync(Subscription subscription, Action<Subscription> change, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            async (context, changes) =>
            {
                var stored = await context.Subscriptions.SingleAsync(s => s.Id == subscription.Id, cancellationToken);
                await subscriptions.ApplyAsync(context, stored, change, cancellationToken);
                changes.Add(Change.OfUser(stored.UserId));
                await RestrictAsync(context, changes, stored.UserId, cancellationToken);
                return stored;
            },
            cancellationToken);

    public Task SaveOverrideAsync(LimitOverride limit, CancellationToken cancellationToken) => writer.WriteAsync(
        async (context, changes) =>
        {
            var existing = await context.LimitOverrides.FindAsync([limit.UserId, limit.Scope, limit.Window], cancellationToken);
            if (existing is null)
            {
                context.LimitOverrides.Add(limit);
            }
            else
            {
                existing.Limit = limit.Limit;
            }

            return changes.Add(Change.OfUser(limit.UserId));
        },
        cancellationToken);

    public Task<bool> RemoveOverrideAsync(long userId, string scope, string window, CancellationToken cancellationToken) => writer.WriteAsync(
        async (context, changes) =>
        {
            var removed = await context.LimitOverrides
                .Where(o => o.UserId == userId && o.Scope == scope && o.Window == window)
                .ExecuteDeleteAsync(cancellationToken);
            return removed > 0 && changes.Add(Change.OfUser(userId));
        },
        cancellationToken);

    public Task SaveSpendCapAsync(SpendCap cap, CancellationToken cancellationToken) => writer.WriteAsync(
        async (context, changes) =>
        {
            var existing = await context.SpendCaps.FindAsync([cap.UserId], cancellationToken);
            if (existing is null)
            {
                context.SpendCaps.Add(cap);
            }
            else
            {
                (existing.Amount, existing.Currency, existing.SetAt) = (cap.Amount, cap.Currency, cap.SetAt);
            }

            return changes.Add(Change.OfUser(cap.UserId));
        },
        cancellationToken);

    public Task<bool> RemoveSpendCapAsync(long userId, CancellationToken cancellationToken) => writer.WriteAsync(
        async (context, changes) =>
            await context.SpendCaps.Where(c => c.UserId == userId).ExecuteDeleteAsync(cancellationToken) > 0 && changes.Add(Change.OfUser(userId)),
        cancellationToken);

    public Task SaveAccessAsync(long userId, AccessRule access, CancellationToken cancellationToken) => writer.WriteAsync(
        async (context, changes) =>
        {
            await context.Users.Where(u => u.Id == userId).ExecuteUpdateAsync(u => u.SetProperty(r => r.Access, access), cancellationToken);
            return changes.Add(Change.OfUser(userId));
        },
        cancellationToken);

    /// <summary>A status that was set by hand may put the subscription on the ladder, or take it off.</summary>
    private async Task RestrictAsync(TollgateDbContext context, ISet<Change> changes, long userId, CancellationToken cancellationToken)
    {
        var now = await dialect.NowAsync(StatementSession.Within(context), clock, cancellationToken);
        await restrictions.ApplyAsync(context, changes, userId, now, cancellationToken);
    }

    private static async Task<bool> AddAsync(
        TollgateDbContext context, ISet<Change> changes, string name, string planName, ApiKey? key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await context.Users.AnyAsync(u => u.Name == name, cancellationToken))
        {
            return false;
        }

        var user = new User { Name = name, CreatedAt = now };
        context.Users.Add(user);
        await context.SaveChangesAsync(cancellationToken);
        changes.Add(Change.OfUser(user.Id)); // the application may have presented the name before, and it is remembered as unknown
        context.Subscriptions.Add(NewSubscription(user.Id, planName, now));
        if (key is not null)
        {
            context.ApiKeys.Add(ApiKeyCopy.For(key, user.Id));
        }

        return true;
    }

    private static Subscription NewSubscription(long userId, string planName, DateTimeOffset now) =>
        new() { UserId = userId, PlanName = planName, CurrentPeriodStart = now };

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    private async Task<UserAccount?> FindAsync(Func<IQueryable<User>, IQueryable<User>> filter, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (await AccountsAsync(context, filter(context.Users), cancellationToken)).SingleOrDefault();
    }

    private async Task<IReadOnlyList<UserAccount>> AccountsAsync(TollgateDbContext context, IQueryable<User> users, CancellationToken cancellationToken)
    {
        var rows = await users
            .Select(u => new
            {
                User = u,
                Subscriptions = context.Subscriptions.Where(s => s.UserId == u.Id).ToList(),
                Overrides = context.LimitOverrides.Where(o => o.UserId == u.Id).ToList(),
                Cap = context.SpendCaps.FirstOrDefault(c => c.UserId == u.Id),
            })
            .AsNoTracking()
            .AsSingleQuery()
            .ToListAsync(cancellationToken);
        var several = rows.Where(r => r.Subscriptions.Count > 1).SelectMany(r => r.Subscriptions).Select(s => s.PlanName).ToHashSet(StringComparer.Ordinal);
        var ranks = await PlanRanks.ReadAsync(context, several, cancellationToken);
        return
        [
            .. rows.OrderBy(r => r.User.Id).Select(r => new UserAccount(r.User, EntitlementResolver.Best(r.Subscriptions, clock.GetUtcNow(), ranks.Of), r.Overrides)
            {
                Subscriptions = [.. r.Subscriptions.OrderBy(s => s.Id)],
                SpendCap = r.Cap,
                Restriction = EntitlementResolver.Restricting(r.Subscriptions, clock.GetUtcNow(), ranks.Of)?.Restriction ?? RestrictionLevel.None,
            }),
        ];
    }
}
