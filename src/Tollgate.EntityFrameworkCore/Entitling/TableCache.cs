using System.Buffers;
using System.Data.Common;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore.Model;
using Tollgate.EntityFrameworkCore.Statements;

namespace Tollgate.EntityFrameworkCore.Entitling;

/// <summary>The second level of the cache: the table <c>rate_limit_cache</c>, shared by all nodes and bounded.</summary>
/// <remarks>
/// It is a help and never a need: a database error here is logged and counts as a miss, and the query that follows decides.
/// Only the asynchronous half is implemented, because <see cref="Microsoft.Extensions.Caching.Hybrid.HybridCache"/> uses no other.
/// </remarks>
internal sealed class TableCache(
    IDbContextFactory<TollgateDbContext> contexts, IOptions<EntitlingOptions> options, TimeProvider clock, ILogger<TableCache> logger)
    : IBufferDistributedCache
{
    private int _writesUntilCount;

    public async ValueTask<bool> TryGetAsync(string key, IBufferWriter<byte> destination, CancellationToken token = default)
    {
        if (await GetAsync(key, token) is not { } value)
        {
            return false;
        }

        destination.Write(value);
        return true;
    }

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        try
        {
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            await using var context = await contexts.CreateDbContextAsync(token);
            return await context.CacheRows.Where(c => c.CacheKey == key && c.ExpiresAt > now).Select(c => c.Value).FirstOrDefaultAsync(token);
        }
        catch (DbException error)
        {
            Log.CacheReadFailed(logger, key, error);
            return null;
        }
    }

    public async ValueTask SetAsync(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        await SetAsync(key, value.ToArray(), options, token);

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync(token);
            await MakeRoomAsync(context, token);
            await context.Database.ExecuteSqlRawAsync(CacheStatements.Upsert, [key, value, ExpiryOf(options)], token);
        }
        catch (DbException error)
        {
            Log.CacheWriteFailed(logger, key, error);
        }
    }

    public Task RemoveAsync(string key, CancellationToken token = default) => RemoveAsync(c => c.CacheKey == key, key, token);

    /// <summary>Removes what depends on plans: all users, and the anonymous plan.</summary>
    public Task RemovePlanAsync(CancellationToken token) =>
        RemoveAsync(c => c.CacheKey.StartsWith(CacheKeys.UserPrefix) || c.CacheKey == CacheKeys.AnonymousPlan, CacheKeys.UserPrefix, token);

    /// <summary>Entries don't slide.</summary>
    public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

    public bool TryGet(string key, IBufferWriter<byte> destination) => throw AsyncOnly();

    public byte[]? Get(string key) => throw AsyncOnly();

    public void Set(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options) => throw AsyncOnly();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw AsyncOnly();

    public void Remove(string key) => throw AsyncOnly();

    public void Refresh(string key) => throw AsyncOnly();

    private static NotSupportedException AsyncOnly() => new("The cache table is read and written asynchronously only.");

    private async Task RemoveAsync(Expression<Func<CacheRow, bool>> rows, string key, CancellationToken token)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync(token);
            await context.CacheRows.Where(rows).ExecuteDeleteAsync(token);
        }
        catch (DbException error)
        {
            Log.CacheWriteFailed(logger, key, error);
        }
    }

    private long ExpiryOf(DistributedCacheEntryOptions entry)
    {
        var now = clock.GetUtcNow();
        var expiry = entry.AbsoluteExpiration ?? now + (entry.AbsoluteExpirationRelativeToNow ?? options.Value.CacheDuration);
        return expiry.ToUnixTimeMilliseconds();
    }

    /// <summary>Counting costs a scan, so it is repeated only after a quarter of the room that was left is used: other nodes write too.</summary>
    private async Task MakeRoomAsync(TollgateDbContext context, CancellationToken token)
    {
        if (Interlocked.Decrement(ref _writesUntilCount) >= 0)
        {
            return;
        }

        var capacity = options.Value.CacheCapacity;
        var count = await context.CacheRows.CountAsync(token);
        if (count >= capacity)
        {
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            count -= await context.CacheRows.Where(c => c.ExpiresAt <= now).ExecuteDeleteAsync(token);
        }

        if (count >= capacity)
        {
            var culled = Math.Max((capacity + 9) / 10, count - capacity + 1);
            count -= await context.Database.ExecuteSqlRawAsync(CacheStatements.Cull, [culled], token);
        }

        Volatile.Write(ref _writesUntilCount, (capacity - count) / 4);
    }
}
