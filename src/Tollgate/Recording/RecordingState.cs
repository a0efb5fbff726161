namespace Tollgate.Recording;

/// <summary>How the two legs of recording do: the worker says so, health checks and metrics ask.</summary>
internal sealed class RecordingState(TimeProvider time)
{
    private long _storedUntil = time.GetTimestamp();
    private long _journalBytes;
    private volatile bool _isJournalling = true;
    private volatile bool _isStoring = true;

    /// <summary>Whether the journal took what it last got.</summary>
    public bool IsJournalling
    {
        get => _isJournalling;
        set => _isJournalling = value;
    }

    /// <summary>Whether the database took what it last got.</summary>
    public bool IsStoring => _isStoring;

    /// <summary>Bytes in the journal that the database does not have yet.</summary>
    public long JournalBytes => Volatile.Read(ref _journalBytes);

    /// <summary>Age at most of the oldest request in the journal; zero when it is empty.</summary>
    public TimeSpan JournalAge => JournalBytes == 0 ? TimeSpan.Zero : time.GetElapsedTime(Volatile.Read(ref _storedUntil));

    /// <summary>Notes how full the journal is.</summary>
    public void Measure(long bytes)
    {
        Volatile.Write(ref _journalBytes, bytes);
        UsageMetrics.Journal.Record(bytes);
        UsageMetrics.JournalAge.Record(JournalAge.TotalSeconds);
    }

    /// <summary>Everything that was in the journal at a time is in the database.</summary>
    /// <param name="timestamp">Monotonic timestamp from before the journal was read.</param>
    public void Store(long timestamp)
    {
        Volatile.Write(ref _storedUntil, timestamp);
        _isStoring = true;
    }

    /// <summary>The database did not take what it got.</summary>
    public void Fail() => _isStoring = false;
}
