namespace Tollgate.StripeFake;

/// <summary>The account's time: the given provider's, moved forward, and held still while due work runs.</summary>
internal sealed class FakeClock(TimeProvider source, Action<DateTimeOffset>? moved)
{
    private TimeSpan _ahead;
    private DateTimeOffset? _held;

    public DateTimeOffset Now => _held ?? source.GetUtcNow() + _ahead;

    public long Seconds => Now.ToUnixTimeSeconds();

    /// <summary>Shows a moment that has passed, until released: what fell due at noon is dated noon.</summary>
    public void Hold(DateTimeOffset at) => _held = at;

    public void Release() => _held = null;

    /// <summary>Goes on from this moment; the source may have been moved along by the listener.</summary>
    public void MoveTo(DateTimeOffset to)
    {
        _held = null;
        moved?.Invoke(to);
        _ahead = to - source.GetUtcNow();
    }
}
