using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Entitling;

/// <summary>Facts in memory for a minute, then in the cache table.</summary>
/// <remarks>
/// The hybrid cache lives in a container of its own: registered with the application's services it would take part in the application's
/// memory cache and distributed cache, and share their keys.
/// </remarks>
internal sealed class EntitlementCache : IAsyncDisposable
{
    private static readonly TimeSpan InMemory = TimeSpan.FromMinutes(1); // the callers' directory in front of it remembers longer
    private static readonly HybridCacheEntryOptions ReadOnly = new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData };

    private readonly TableCache _table;
    private readonly MemoryCache _memory;
    private readonly ServiceProvider _services;
    private readonly HybridCache _cache;

    public EntitlementCache(TableCache table, IOptions<EntitlingOptions> options, TimeProvider clock, ILoggerFactory loggers)
    {
        _table = table;
        _memory = new MemoryCache(new MemoryCacheOptions(), loggers);
        var duration = options.Value.CacheDuration;
        var services = new ServiceCollection();
        services.AddSingleton<IMemoryCache>(_memory);
        services.AddSingleton<IDistributedCache>(table);
        services.AddSingleton(clock);
        services.AddSingleton(loggers);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services
            .AddHybridCache(o => o.DefaultEntryOptions = new HybridCacheEntryOptions
            {
                Expiration = duration,
                LocalCacheExpiration = duration < InMemory ? duration : InMemory,
            })
            .AddSerializer(new FactsSerializer<KeyFacts>(PlanJsonContext.Default.KeyFacts))
            .AddSerializer(new FactsSerializer<UserFacts>(PlanJsonContext.Default.UserFacts))
            .AddSerializer(new FactsSerializer<AnonymousPlan>(PlanJsonContext.Default.AnonymousPlan));
        _services = services.BuildServiceProvider();
        _cache = _services.GetRequiredService<HybridCache>();
    }

    /// <summary>What is cached under the key; null when nothing is. What does not exist is never cached, so that nobody can fill the table with guesses.</summary>
    public ValueTask<T?> FindAsync<T>(string key, CancellationToken cancellationToken)
        where T : class =>
        _cache.GetOrCreateAsync(key, static _ => ValueTask.FromResult<T?>(null), ReadOnly, cancellationToken: cancellationToken);

    /// <summary>Caches facts, in memory and in the table.</summary>
    public ValueTask SetAsync<T>(string key, T value, CancellationToken cancellationToken)
        where T : class =>
        _cache.SetAsync(key, value, cancellationToken: cancellationToken);

    /// <summary>
    /// Forgets what a change concerns, in this node's memory and in the table. Who changed something has cleaned the table already; the
    /// receiver does it again, because a reader that saw the old state may have stored it after the commit. Tags are not used: they compare
    /// the clocks of nodes.
    /// </summary>
    public async ValueTask ForgetAsync(Change change, CancellationToken cancellationToken)
    {
        if (CacheKeys.Of(change) is { } key)
        {
            await _cache.RemoveAsync(key, cancellationToken);
            return;
        }

        _memory.Clear();
        if (change.Kind == ChangeKind.Plan)
        {
            await _table.RemovePlanAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _memory.Dispose();
    }
}
