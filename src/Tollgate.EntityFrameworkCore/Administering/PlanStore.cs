using Microsoft.EntityFrameworkCore;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore.Entitling;
using Tollgate.EntityFrameworkCore.Model;

namespace Tollgate.EntityFrameworkCore.Administering;

/// <summary>Keeps plans: a row per plan, and one per version with the definition.</summary>
internal sealed class PlanStore(IDbContextFactory<TollgateDbContext> contexts, EntitlementWriter writer, TimeProvider clock) : IPlanStore
{
    public async Task<IReadOnlyList<StoredPlan>> ListAsync(bool includeArchived, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await ReadAsync(context, context.Plans.Where(p => includeArchived || !p.IsArchived), null, cancellationToken);
    }

    public async Task<StoredPlan?> FindAsync(string name, int? version, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (await ReadAsync(context, context.Plans.Where(p => p.Name == name), version, cancellationToken)).SingleOrDefault();
    }

    public async Task SaveAsync(IReadOnlyList<Plan> plans, IReadOnlyList<string> archived, CancellationToken cancellationToken) =>
        await WriteAsync(
            async (context, changes) =>
            {
                foreach (var plan in plans.OrderBy(p => p.Name, StringComparer.Ordinal))
                {
                    await SaveAsync(context, plan, changes, cancellationToken);
                }

                foreach (var name in archived.Order(StringComparer.Ordinal))
                {
                    if (await context.Plans.Where(p => p.Name == name && !p.IsArchived).ExecuteUpdateAsync(p => p.SetProperty(r => r.IsArchived, true), cancellationToken) > 0)
                    {
                        changes.Add(Change.OfPlan(name));
                    }
                }

                return plans.Count;
            },
            cancellationToken);

    public Task<IReadOnlyList<string>> AddMissingAsync(IReadOnlyList<Plan> plans, CancellationToken cancellationToken) =>
        WriteAsync<IReadOnlyList<string>>(
            async (context, changes) =>
            {
                var known = await context.Plans.Select(p => p.Name).ToListAsync(cancellationToken);
                var missing = plans.Where(p => !known.Contains(p.Name)).ToList();
                foreach (var plan in missing)
                {
                    Add(context, plan, changes);
                }

                return [.. missing.Select(p => p.Name)];
            },
            cancellationToken);

    /// <summary>Two writers may add the same plan at once; the second then finds it there.</summary>
    private async Task<T> WriteAsync<T>(Func<TollgateDbContext, ISet<Change>, Task<T>> write, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.WriteAsync(write, cancellationToken);
        }
        catch (DbUpdateException)
        {
            return await writer.WriteAsync(write, cancellationToken);
        }
    }

    /// <summary>Counting up takes the row's lock, so that two writers get versions one after the other.</summary>
    private async Task SaveAsync(TollgateDbContext context, Plan plan, ISet<Change> changes, CancellationToken cancellationToken)
    {
        var locked = context.Plans.Where(p => p.Name == plan.Name);
        if (await locked.ExecuteUpdateAsync(p => p.SetProperty(r => r.IsArchived, false), cancellationToken) == 0)
        {
            Add(context, plan, changes);
            return;
        }

        changes.Add(Change.OfPlan(plan.Name));
        var version = await locked.Select(p => p.Version).SingleAsync(cancellationToken);
        var definition = await context.PlanVersions.Where(v => v.PlanName == plan.Name && v.Version == version).Select(v => v.Definition).SingleAsync(cancellationToken);
        if (PlanJson.Write(PlanJson.Read(definition) with { Version = 0 }) == PlanJson.Write(plan with { Version = 0 }))
        {
            return;
        }

        context.PlanVersions.Add(RowOf(plan, version + 1));
        await locked.ExecuteUpdateAsync(p => p.SetProperty(r => r.Version, version + 1), cancellationToken);
    }

    private void Add(TollgateDbContext context, Plan plan, ISet<Change> changes)
    {
        context.Plans.Add(new PlanRow { Name = plan.Name, Version = 1 });
        context.PlanVersions.Add(RowOf(plan, 1));
        changes.Add(Change.OfPlan(plan.Name));
    }

    private PlanVersionRow RowOf(Plan plan, int version) => new()
    {
        PlanName = plan.Name,
        Version = version,
        Definition = PlanJson.Write(plan with { Version = version }),
        CreatedAt = clock.GetUtcNow(),
    };

    private static async Task<IReadOnlyList<StoredPlan>> ReadAsync(
        TollgateDbContext context, IQueryable<PlanRow> plans, int? version, CancellationToken cancellationToken)
    {
        var rows =
            from plan in plans
            from stored in context.PlanVersions.Where(v => v.PlanName == plan.Name && v.Version == (version ?? plan.Version))
            orderby plan.Name
            select new { plan.IsArchived, stored.Definition, stored.CreatedAt, Subscriptions = context.Subscriptions.Count(s => s.PlanName == plan.Name) };
        return [.. (await rows.ToListAsync(cancellationToken)).Select(r => new StoredPlan(PlanJson.Read(r.Definition), r.IsArchived, r.CreatedAt, r.Subscriptions))];
    }
}
