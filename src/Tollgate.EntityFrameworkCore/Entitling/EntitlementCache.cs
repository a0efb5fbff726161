using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
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
    private static readonly string[] UserTags = [CacheKeys.UserTag];

    private readonly ServiceProvider _services;
    private readonly HybridCache _cache;

    public EntitlementCache(TableCache table, IOptions<EntitlingOptions> options, TimeProvider clock, ILoggerFactory loggers)
    {
        var duration = options.Value.CacheDuration;
        var services = new ServiceCollection();
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

    /// <summary>Caches facts about a user.</summary>
    public ValueTask SetAsync(UserFacts user, CancellationToken cancellationToken) =>
        _cache.SetAsync(CacheKeys.User(user.Id), user, tags: UserTags, cancellationToken: cancellationToken);

    /// <summary>Caches anything else.</summary>
    public ValueTask SetAsync<T>(string key, T value, CancellationToken cancellationToken)
        where T : class =>
        _cache.SetAsync(key, value, cancellationToken: cancellationToken);

    /// <summary>Forgets what a change concerns, in this node's memory and in the table.</summary>
    public async ValueTask ForgetAsync(Change change, CancellationToken cancellationToken)
    {
        if (CacheKeys.Of(change) is { } key)
        {
            await _cache.RemoveAsync(key, cancellationToken);
            return;
        }

        // A tag reaches this node's memory only; every node gets the change itself.
        await _cache.RemoveByTagAsync(change.Kind == ChangeKind.Plan ? CacheKeys.UserTag : "*", cancellationToken);
        await _cache.RemoveAsync(CacheKeys.AnonymousPlan, cancellationToken);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
