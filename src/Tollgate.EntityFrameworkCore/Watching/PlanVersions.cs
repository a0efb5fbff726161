using Microsoft.EntityFrameworkCore;
using Tollgate.Entitling;
using Tollgate.Watching;

namespace Tollgate.EntityFrameworkCore.Watching;

/// <summary>Reads what plans said from their versions, which are kept.</summary>
internal sealed class PlanVersions(IDbContextFactory<TollgateDbContext> contexts) : IPlanVersions
{
    public async Task<IReadOnlyList<Plan>> FindSinceAsync(string name, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var versions = context.PlanVersions.Where(v => v.PlanName == name).OrderByDescending(v => v.Version).AsNoTracking().AsAsyncEnumerable();
        var plans = new List<Plan>();
        await foreach (var version in versions.WithCancellation(cancellationToken))
        {
            plans.Add(PlanJson.Read(version.Definition));
            if (version.CreatedAt <= since)
            {
                break;
            }
        }

        return plans;
    }
}
