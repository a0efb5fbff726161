namespace Tollgate.Server.Replay;

/// <summary>A clock that stands at the time of the log entry that is being replayed, and never goes back.</summary>
internal sealed class ReplayClock : TimeProvider
{
    private long _now;

    /// <summary>Moves to an instant (Unix milliseconds) unless it is past already.</summary>
    public void AdvanceTo(long instant) => Volatile.Write(ref _now, Math.Max(Volatile.Read(ref _now), instant));

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Volatile.Read(ref _now));

    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc />
    public override long GetTimestamp() => GetUtcNow().UtcTicks;
}
