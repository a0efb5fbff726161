using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Entitling;

/// <summary>Reads everything that counts for one caller in one query.</summary>
internal sealed class FactsReader(IDbContextFactory<TollgateDbContext> contexts, IOptions<EntitlingOptions> options, TimeProvider clock)
{
    /// <summary>By the hash of a key that was not revoked.</summary>
    public Task<Facts?> FindByHashAsync(byte[] hash, CancellationToken cancellationToken) => FindAsync(
        context => Owners(context, context.ApiKeys.Where(k => k.Hash == hash && k.RevokedAt == null)), cancellationToken);

    /// <summary>By the id of a key that was not revoked.</summary>
    public Task<Facts?> FindByKeyAsync(long id, CancellationToken cancellationToken) => FindAsync(
        context => Owners(context, context.ApiKeys.Where(k => k.Id == id && k.RevokedAt == null)), cancellationToken);

    /// <summary>By a user's name.</summary>
    public Task<Facts?> FindByNameAsync(string name, CancellationToken cancellationToken) => FindAsync(
        context => context.Users.Where(u => u.Name == name).Select(u => new Owner { User = u }), cancellationToken);

    /// <summary>By a user's id.</summary>
    public Task<Facts?> FindByUserAsync(long id, CancellationToken cancellationToken) => FindAsync(
        context => context.Users.Where(u => u.Id == id).Select(u => new Owner { User = u }), cancellationToken);

    /// <summary>The plan of anonymous callers; null when there is none, or it is archived.</summary>
    public async Task<Plan?> FindAnonymousPlanAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var definitions =
            from plan in context.Plans
            join version in context.PlanVersions on new { plan.Name, plan.Version } equals new { Name = version.PlanName, version.Version }
            where plan.Name == Plan.AnonymousName && !plan.IsArchived
            select version.Definition;
        return await definitions.FirstOrDefaultAsync(cancellationToken) is { } definition ? PlanJson.Read(definition) : null;
    }

    private static IQueryable<Owner> Owners(TollgateDbContext context, IQueryable<ApiKey> keys) =>
        keys.Join(context.Users, k => k.UserId, u => u.Id, (k, u) => new Owner { User = u, Key = k });

    private async Task<Facts?> FindAsync(Func<TollgateDbContext, IQueryable<Owner>> owners, CancellationToken cancellationToken)
    {
        var (defaultPlan, fallbackPlan) = (options.Value.DefaultPlan, options.Value.FallbackPlan);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows =
            from owner in owners(context)
            select new
            {
                owner.User,
                owner.Key,
                Subscriptions = (
                    from subscription in context.Subscriptions
                    join plan in context.Plans on subscription.PlanName equals plan.Name
                    join version in context.PlanVersions on new { plan.Name, plan.Version } equals new { Name = version.PlanName, version.Version }
                    where subscription.UserId == owner.User.Id
                    select new { Subscription = subscription, version.Definition }).ToList(),
                Overrides = context.LimitOverrides.Where(o => o.UserId == owner.User.Id).ToList(),
                Credits = context.CreditGrants.Where(g => g.UserId == owner.User.Id).Sum(g => g.Units),
                ExpiredCredits = context.CreditGrants.Where(g => g.UserId == owner.User.Id).Sum(g => (g.ExpiredUnits ?? 0) + g.RevokedUnits),
                Cap = context.SpendCaps.FirstOrDefault(c => c.UserId == owner.User.Id),
                Default = (
                    from plan in context.Plans
                    join version in context.PlanVersions on new { plan.Name, plan.Version } equals new { Name = version.PlanName, version.Version }
                    where plan.Name == defaultPlan
                    select version.Definition).FirstOrDefault(),
                Fallback = (
                    from plan in context.Plans
                    join version in context.PlanVersions on new { plan.Name, plan.Version } equals new { Name = version.PlanName, version.Version }
                    where plan.Name == fallbackPlan
                    select version.Definition).FirstOrDefault(),
            };
        var row = await rows.AsNoTracking().AsSingleQuery().FirstOrDefaultAsync(cancellationToken);
        if (row is null)
        {
            return null;
        }

        var held = row.Subscriptions.Select(s => new HeldPlan(s.Subscription, PlanJson.Read(s.Definition))).ToList();
        var cap = row.Cap is { } most ? (most.Amount, most.Currency) : default((long, string)?);
        var user = FactsResolver.Resolve(row.User, held, () => DefaultPlan(row.Default), row.Overrides, cap, clock.GetUtcNow())
            with { GrantedCredits = row.Credits, ExpiredCredits = row.ExpiredCredits };
        return new Facts(row.Fallback is { } fallback ? EntitlementResolver.FallBack(user, PlanJson.Read(fallback)) : user, KeyOf(row.Key));
    }

    private Plan DefaultPlan(string? definition) => definition is not null ? PlanJson.Read(definition) : throw new InvalidOperationException(
        $"There is no plan '{options.Value.DefaultPlan}', which Tollgate:Entitling:DefaultPlan gives to users without a subscription. Apply one of that name or run `tollgate setup`.");

    private static KeyFacts? KeyOf(ApiKey? key) => key is null ? null : new KeyFacts
    {
        Id = key.Id,
        UserId = key.UserId,
        Limits = key.Limits,
        Access = key.Access,
        ExpiresAt = key.ExpiresAt,
    };
}
