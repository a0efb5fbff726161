namespace Tollgate.Benchmarks.Growth;

/// <summary>Time that passes from event to event, in microseconds.</summary>
internal sealed class MadeUpTime
{
    /// <summary>Ticks in a millisecond.</summary>
    public const long Millisecond = 1_000;

    /// <summary>Ticks in a second.</summary>
    public const long Second = 1_000_000;

    // Ten seconds into a minute: what is measured for less than fifty seconds sees no window end.
    private static readonly long Begin = new DateTimeOffset(2026, 3, 10, 12, 0, 10, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly PriorityQueue<Action, (long At, long Order)> _events = new();
    private long _order;

    /// <summary>Ticks since the beginning.</summary>
    public long Now { get; private set; }

    /// <summary>The calendar's time, in Unix milliseconds.</summary>
    public static long UnixAt(long ticks) => Begin + (ticks / Millisecond);

    /// <summary>Has something happen.</summary>
    /// <param name="at">Ticks; what is past happens now.</param>
    /// <param name="happen">It.</param>
    public void At(long at, Action happen) => _events.Enqueue(happen, (Math.Max(at, Now), _order++));

    /// <summary>Lets everything happen until then.</summary>
    public void RunUntil(long end)
    {
        while (_events.TryPeek(out _, out var when) && when.At <= end)
        {
            var happen = _events.Dequeue();
            Now = when.At;
            happen();
        }

        Now = end;
    }
}
