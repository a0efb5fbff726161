namespace Tollgate.Testing.Limiting;

/// <summary>A clock in Unix milliseconds that tests set; safe from several threads.</summary>
public sealed class TestClock(long now)
{
    private long _now = now;

    /// <summary>The time.</summary>
    public long Now
    {
        get => Interlocked.Read(ref _now);
        set => Interlocked.Exchange(ref _now, value);
    }

    /// <summary>An instant as Unix milliseconds, e.g. "2026-03-10T12:34:56.789Z".</summary>
    public static long At(string instant) =>
        DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    /// <summary>Moves the clock on, or back.</summary>
    public long Advance(TimeSpan by) => Interlocked.Add(ref _now, (long)by.TotalMilliseconds);
}
