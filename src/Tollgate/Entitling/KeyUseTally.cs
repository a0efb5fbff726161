using System.Collections.Concurrent;

namespace Tollgate.Entitling;

/// <summary>Notes which keys were used, each at most once a minute, until somebody stores it.</summary>
internal sealed class KeyUseTally(TimeProvider clock)
{
    private readonly ConcurrentDictionary<long, bool> _used = new();
    private readonly long _minute = 60 * clock.TimestampFrequency;

    /// <summary>Notes a use.</summary>
    public void Note(Remembered<Entitlement> found, long? keyId)
    {
        if (keyId is { } id && found.ShouldNote(clock.GetTimestamp(), _minute))
        {
            _used[id] = true;
        }
    }

    /// <summary>The keys that were used since the last call.</summary>
    public IReadOnlyCollection<long> Take() => [.. _used.Keys.Where(id => _used.TryRemove(id, out _))];

    /// <summary>Puts keys back whose use could not be stored.</summary>
    public void PutBack(IEnumerable<long> ids)
    {
        foreach (var id in ids)
        {
            _used[id] = true;
        }
    }
}
