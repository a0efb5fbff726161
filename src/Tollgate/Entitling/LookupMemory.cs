using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Tollgate.Entitling;

/// <summary>Remembers what was looked up: bounded, one look-up at a time per key, and for a while usable without the database.</summary>
/// <remarks>
/// What does not exist is remembered apart from what does, and shorter, so that guessing keys pushes nobody out. A look-up that was on its way
/// while something was forgotten may have read the old state: its answer goes to those who wait for it and is not kept.
/// </remarks>
internal sealed class LookupMemory<TKey, TValue>(
    Func<TKey, CancellationToken, ValueTask<TValue?>> load,
    EntitlingOptions options,
    TimeProvider clock,
    ILogger logger,
    Func<TValue, DateTimeOffset?>? validUntil = null)
    where TKey : notnull
    where TValue : class
{
    private const int MaxUnknown = 10_000;
    private static readonly TimeSpan StaleFor = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LoadTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<TKey, Remembered<TValue>> _known = new();
    private readonly ConcurrentDictionary<TKey, Remembered<TValue>> _unknown = new();
    private readonly ConcurrentDictionary<TKey, Lazy<Task<Lookup<TValue>>>> _flights = new();
    private int _knownCount;
    private int _unknownCount;
    private int _generation;

    /// <summary>What is remembered and fresh; allocates nothing.</summary>
    public bool TryGet(TKey key, out Lookup<TValue> lookup)
    {
        if ((_known.TryGetValue(key, out var found) || _unknown.TryGetValue(key, out found)) && clock.GetTimestamp() < found.FreshUntil)
        {
            lookup = new Lookup<TValue>(found);
            return true;
        }

        lookup = default;
        return false;
    }

    /// <summary>Whether the database is being asked now, so that asking too would cost it nothing.</summary>
    public bool IsLoading(TKey key) => _flights.ContainsKey(key);

    /// <summary>Asks the database; callers with the same key share one question.</summary>
    public async ValueTask<Lookup<TValue>> LoadAsync(TKey key, CancellationToken cancellationToken)
    {
        var flight = _flights.GetOrAdd(key, static (key, memory) => memory.Start(key), this);
        return await flight.Value.WaitAsync(cancellationToken);
    }

    /// <summary>Forgets one key.</summary>
    public void Forget(TKey key)
    {
        Interlocked.Increment(ref _generation);
        _flights.TryRemove(key, out _);
        Remove(_known, ref _knownCount, key);
        Remove(_unknown, ref _unknownCount, key);
    }

    /// <summary>Forgets whatever fits, and everything that was not found.</summary>
    public void Forget(Func<TValue, bool> fits)
    {
        Interlocked.Increment(ref _generation);
        _flights.Clear();
        foreach (var (key, found) in _known)
        {
            if (found.Value is { } value && fits(value))
            {
                Remove(_known, ref _knownCount, key);
            }
        }

        foreach (var (key, _) in _unknown)
        {
            Remove(_unknown, ref _unknownCount, key);
        }
    }

    /// <summary>Has whatever fits looked up again, and everything that was not found; while the database is away, who is known stays known.</summary>
    public void Expire(Func<TValue, bool> fits)
    {
        Interlocked.Increment(ref _generation);
        _flights.Clear();
        foreach (var (key, found) in _known)
        {
            if (found.Value is { } value && fits(value))
            {
                _known.TryUpdate(key, new Remembered<TValue>(value, clock.GetTimestamp(), found.StaleUntil), found);
            }
        }

        foreach (var (key, _) in _unknown)
        {
            Remove(_unknown, ref _unknownCount, key);
        }
    }

    private Lazy<Task<Lookup<TValue>>> Start(TKey key)
    {
        Lazy<Task<Lookup<TValue>>>? flight = null;
        flight = new Lazy<Task<Lookup<TValue>>>(async () =>
        {
            try
            {
                return await AskAsync(key);
            }
            finally
            {
                _flights.TryRemove(new KeyValuePair<TKey, Lazy<Task<Lookup<TValue>>>>(key, flight!));
            }
        });
        return flight;
    }

    /// <summary>Not under any one caller's token: others wait for the same answer.</summary>
    private async Task<Lookup<TValue>> AskAsync(TKey key)
    {
        var generation = Volatile.Read(ref _generation);
        try
        {
            using var timeout = new CancellationTokenSource(LoadTimeout, clock);
            var value = await load(key, timeout.Token).AsTask().WaitAsync(timeout.Token);
            EntitlingMeter.Lookups.Add(1, Result(value is null ? "unknown" : "found"));
            return new Lookup<TValue>(Keep(key, value, generation));
        }
#pragma warning disable CA1031 // Whatever went wrong, the caller gets an answer: stale, or that there is none.
        catch (Exception error)
#pragma warning restore CA1031
        {
            EntitlingMeter.Lookups.Add(1, Result("failed"));
            Log.LookupFailed(logger, typeof(TValue).Name, error);
            return new Lookup<TValue>(Stale(key));
        }
    }

    private Remembered<TValue> Keep(TKey key, TValue? value, int generation)
    {
        var fresh = After(value is null ? options.UnknownKeyDuration : FreshFor(value));
        var found = new Remembered<TValue>(value, fresh, value is null ? fresh : fresh + Ticks(StaleFor));
        if (generation != Volatile.Read(ref _generation))
        {
            return found;
        }

        if (value is null)
        {
            Remove(_known, ref _knownCount, key);
            Put(_unknown, ref _unknownCount, key, found, Math.Min(MaxUnknown, options.MemoryCapacity));
        }
        else
        {
            Remove(_unknown, ref _unknownCount, key);
            Put(_known, ref _knownCount, key, found, options.MemoryCapacity);
        }

        return found;
    }

    /// <summary>Nobody is asked again for two seconds, so that a database that is down is not called by every request.</summary>
    private Remembered<TValue>? Stale(TKey key)
    {
        if (!_known.TryGetValue(key, out var found) || clock.GetTimestamp() >= found.StaleUntil)
        {
            return null;
        }

        var stale = new Remembered<TValue>(found.Value, Math.Min(After(RetryAfter), found.StaleUntil), found.StaleUntil);
        return _known.TryUpdate(key, stale, found) ? stale : found;
    }

    /// <summary>What changes with time alone is looked up again at that time, whether or not anybody says so.</summary>
    private TimeSpan FreshFor(TValue value) => validUntil?.Invoke(value) - clock.GetUtcNow() is { } left && left < options.CacheDuration
        ? (left > TimeSpan.Zero ? left : TimeSpan.Zero)
        : options.CacheDuration;

    private static void Put(ConcurrentDictionary<TKey, Remembered<TValue>> entries, ref int count, TKey key, Remembered<TValue> found, int capacity)
    {
        if (!entries.TryAdd(key, found))
        {
            entries[key] = found;
            return;
        }

        if (Interlocked.Increment(ref count) <= capacity)
        {
            return;
        }

        // A tenth goes, whichever comes first: in the order of hashes that is a random one, and who is needed comes back with one look-up.
        foreach (var (other, _) in entries.Take((capacity / 10) + 1))
        {
            Remove(entries, ref count, other);
        }
    }

    private static void Remove(ConcurrentDictionary<TKey, Remembered<TValue>> entries, ref int count, TKey key)
    {
        if (entries.TryRemove(key, out _))
        {
            Interlocked.Decrement(ref count);
        }
    }

    private static KeyValuePair<string, object?> Result(string result) => new("result", result);

    private long After(TimeSpan span) => clock.GetTimestamp() + Ticks(span);

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * clock.TimestampFrequency);
}
