namespace Tollgate.Entitling;

/// <summary>Whether this node hears of changes: the feed says so, health checks and metrics ask.</summary>
internal sealed class ChangeFeedState(TimeProvider time)
{
    private readonly Lock _lock = new();
    private long? _silentSince = time.GetTimestamp();

    /// <summary>How long nothing could be heard; null while the feed listens.</summary>
    public TimeSpan? SilentFor
    {
        get
        {
            lock (_lock)
            {
                return _silentSince is { } since ? time.GetElapsedTime(since) : null;
            }
        }
    }

    /// <summary>The feed listens.</summary>
    public void Hear()
    {
        lock (_lock)
        {
            _silentSince = null;
        }

        EntitlingMeter.Listening.Record(1);
    }

    /// <summary>The feed does not listen any more; again and again does no harm.</summary>
    public void Lose()
    {
        lock (_lock)
        {
            _silentSince ??= time.GetTimestamp();
        }

        EntitlingMeter.Listening.Record(0);
    }
}
