namespace Tollgate.Recording;

/// <summary>What this node's journal holds that the database does not have yet.</summary>
public sealed class JournalBacklog
{
    private long _bytes;
    private long _failingSince = long.MinValue;

    /// <summary>Bytes in the journal.</summary>
    public long Bytes
    {
        get => Volatile.Read(ref _bytes);
        internal set => Volatile.Write(ref _bytes, value);
    }

    /// <summary>Monotonic timestamp since when the database has taken nothing; null while it takes what there is.</summary>
    public long? FailingSince => Volatile.Read(ref _failingSince) is var since and > long.MinValue ? since : null;

    /// <summary>The database took everything.</summary>
    internal void Emptied() => Volatile.Write(ref _failingSince, long.MinValue);

    /// <summary>The database took nothing.</summary>
    internal void Failed(long timestamp) => Interlocked.CompareExchange(ref _failingSince, timestamp, long.MinValue);
}
