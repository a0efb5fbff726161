namespace Tollgate.Testing.Hosting;

/// <summary>The machine's clock, moved by hand: time goes on between moves, so that what waits for it never hangs.</summary>
public sealed class MovableClock : TimeProvider
{
    private long _movedTicks;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _movedTicks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Volatile.Read(ref _movedTicks));

    public override long GetTimestamp() => base.GetTimestamp() + (long)(TimeSpan.FromTicks(Volatile.Read(ref _movedTicks)).TotalSeconds * TimestampFrequency);
}
