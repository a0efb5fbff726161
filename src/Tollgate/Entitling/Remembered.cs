namespace Tollgate.Entitling;

/// <summary>Something looked up, with how long it may be used.</summary>
/// <param name="value">What was found; null when there is no such thing.</param>
/// <param name="freshUntil">Monotonic timestamp until which nobody is asked again.</param>
/// <param name="staleUntil">Monotonic timestamp until which it may be used when nobody can be asked.</param>
internal sealed class Remembered<TValue>(TValue? value, long freshUntil, long staleUntil)
    where TValue : class
{
    private long _notedAt = long.MinValue;

    /// <summary>What was found.</summary>
    public TValue? Value { get; } = value;

    /// <summary>Until when nobody is asked again.</summary>
    public long FreshUntil { get; } = freshUntil;

    /// <summary>Until when it may be used in need.</summary>
    public long StaleUntil { get; } = staleUntil;

    /// <summary>Whether its use shall be noted: for one caller, once in so many ticks.</summary>
    public bool ShouldNote(long now, long ticks)
    {
        var notedAt = Volatile.Read(ref _notedAt);
        return (notedAt == long.MinValue || now - notedAt >= ticks) && Interlocked.CompareExchange(ref _notedAt, now, notedAt) == notedAt;
    }
}
