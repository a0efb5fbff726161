namespace Tollgate.Limiting;

/// <summary>This node's estimate of the database's clock, corrected by every reply. It names windows; it never decides.</summary>
/// <param name="ticksPerMillisecond">Of the monotonic clock.</param>
/// <param name="wallClock">The node's own clock, the first guess; Unix milliseconds.</param>
/// <param name="now">Monotonic timestamp.</param>
internal sealed class DatabaseClock(long ticksPerMillisecond, long wallClock, long now)
{
    private volatile Reading _reading = new(wallClock, now, long.MaxValue);

    /// <summary>The database's clock at a monotonic timestamp, in Unix milliseconds.</summary>
    public long At(long now)
    {
        var reading = _reading;
        return reading.DatabaseNow + ((now - reading.At) / ticksPerMillisecond);
    }

    /// <summary>Takes a reply's clock, which was read somewhere between sending and receiving.</summary>
    /// <param name="databaseNow">Unix milliseconds.</param>
    /// <param name="sentAt">Monotonic timestamp before sending.</param>
    /// <param name="receivedAt">Monotonic timestamp after receiving.</param>
    /// <param name="wasStale">Whether a window named by the estimate was refused, so that the estimate is wrong however good it looked.</param>
    public void Correct(long databaseNow, long sentAt, long receivedAt, bool wasStale)
    {
        var roundTrip = receivedAt - sentAt;
        var estimate = At(receivedAt);

        // The clock showed databaseNow before now, so it can't show less; and at most a round trip more.
        var isPossible = estimate >= databaseNow && estimate <= databaseNow + (roundTrip / ticksPerMillisecond) + 1;
        if (!wasStale && isPossible && roundTrip > _reading.RoundTrip)
        {
            return;
        }

        _reading = new Reading(databaseNow, wasStale ? receivedAt : sentAt + (roundTrip / 2), roundTrip);
    }

    private sealed record Reading(long DatabaseNow, long At, long RoundTrip);
}
