using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Entitling;

/// <summary>Runs writes that entitlements depend on: the write, the cached rows that it makes wrong and the news of it are one transaction.</summary>
internal sealed class EntitlementWriter(
    IDbContextFactory<TollgateDbContext> contexts, IChangePublisher publisher, EntitlementCache cache, ILogger<EntitlementWriter> logger)
{
    private const int Attempts = 4;

    /// <summary>Runs a write. It may run again when it meets another transaction, so it must not keep anything outside.</summary>
    /// <param name="write">Changes the context, and notes what changed.</param>
    /// <param name="cancellationToken">Gives up; nothing is written then.</param>
    public async Task<T> WriteAsync<T>(Func<TollgateDbContext, ISet<Change>, Task<T>> write, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryWriteAsync(write, cancellationToken);
            }
            catch (Exception error) when (attempt < Attempts && IsTransient(error))
            {
                Log.TransactionRetried(logger, error);
            }
        }
    }

    private async Task<T> TryWriteAsync<T>(Func<TollgateDbContext, ISet<Change>, Task<T>> write, CancellationToken cancellationToken)
    {
        var changes = new HashSet<Change>();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var result = await write(context, changes);
        await context.SaveChangesAsync(cancellationToken);
        foreach (var change in changes)
        {
            await DeleteCachedAsync(context, change, cancellationToken);
        }

        if (changes.Count > 0)
        {
            await publisher.PublishAsync(context, changes, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        await ForgetAsync(changes);
        return result;
    }

    private static Task<int> DeleteCachedAsync(TollgateDbContext context, Change change, CancellationToken cancellationToken)
    {
        var rows = (CacheKeys.Of(change), change.Kind) switch
        {
            ({ } key, _) => context.CacheRows.Where(c => c.CacheKey == key),
            (null, ChangeKind.Plan) => context.CacheRows.Where(c => c.CacheKey.StartsWith(CacheKeys.UserPrefix) || c.CacheKey == CacheKeys.AnonymousPlan),
            _ => context.CacheRows,
        };
        return rows.ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Who wrote reads the new state at once, without waiting for the news to come round; it is committed, so nothing may stop this.</summary>
    private async Task ForgetAsync(HashSet<Change> changes)
    {
        foreach (var change in changes)
        {
            await cache.ForgetAsync(change, CancellationToken.None);
        }
    }

    private static bool IsTransient(Exception error) => error is DbException { IsTransient: true } or DbUpdateException { InnerException: DbException { IsTransient: true } };
}
