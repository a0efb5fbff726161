namespace Tollgate.Limiting;

/// <summary>
/// The monotonic clock as the kernel last noted it: read in a fifth of the time that the clock itself takes, which is a third of a warm decision.
/// </summary>
/// <remarks>
/// It is late, by a tick of the kernel as a rule (1 to 10 ms). So it never says how late it is, only that something is still a while off: whoever asks it
/// leaves <see cref="MaxLag"/> of room, and reads the clock when there is less. It is the kernel that notes it, not a timer of ours, which would stand
/// still with a process that was stopped, and find dead leases alive when it goes on.
/// </remarks>
internal sealed class CoarseClock
{
    /// <summary>How late it may be, a hundred times what it is.</summary>
    public static readonly TimeSpan MaxLag = TimeSpan.FromSeconds(1);

    private readonly long _ticksPerMillisecond;

    private CoarseClock(long ticksPerMillisecond) => _ticksPerMillisecond = ticksPerMillisecond;

    /// <summary>A timestamp of the monotonic clock from a moment ago.</summary>
    public long Now => Environment.TickCount64 * _ticksPerMillisecond;

    /// <summary>The one that belongs to a clock; null where it has none: on Linux alone both count from the same moment, and a made-up clock has but itself.</summary>
    public static CoarseClock? Of(TimeProvider time)
    {
        if (!OperatingSystem.IsLinux() || !ReferenceEquals(time, TimeProvider.System))
        {
            return null;
        }

        var coarse = new CoarseClock(time.TimestampFrequency / 1_000);
        var late = time.GetElapsedTime(coarse.Now);
        return late >= TimeSpan.Zero && late < MaxLag / 4 ? coarse : null;
    }
}
