using Microsoft.EntityFrameworkCore;
using Tollgate.EntityFrameworkCore.Statements;
using Tollgate.Recording;

namespace Tollgate.EntityFrameworkCore.Recording;

/// <summary>Keeps the daily request count in <c>users</c>.</summary>
internal sealed class DailyRequestCounter(IDbContextFactory<TollgateDbContext> contexts) : IDailyRequestCounter
{
    public async Task AddAsync(IReadOnlyDictionary<long, long> requestsByUserId, DateOnly day, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);

        // In the order of ids, so that two nodes that flush at once never deadlock.
        foreach (var (userId, requests) in requestsByUserId.OrderBy(r => r.Key))
        {
            await context.Database.ExecuteSqlRawAsync(DailyRequestStatements.Add, [userId, day, requests], cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
