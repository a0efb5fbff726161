using System.Diagnostics;

namespace Tollgate.Benchmarks.Harness;

/// <summary>Lets a contender work until it is as fast as it gets: hot methods are compiled several times, in the background, while it is under load.</summary>
internal static class WarmUp
{
    private const int Least = 3;
    private const int Most = 16;

    /// <summary>What it takes to have the processors' caches back from the others, before each turn.</summary>
    public static readonly TimeSpan BeforeTurn = TimeSpan.FromSeconds(0.25);

    private static TimeSpan _patience = TimeSpan.MaxValue;

    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan ServerTime = TimeSpan.FromSeconds(25);

    /// <summary>For first impressions, which can do without the last per cent: a contender that is not steady after two seconds starts as it is.</summary>
    public static void BeQuick() => _patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Runs a server for as long as it takes to compile its hot methods again with what was seen of them, under load on the same cores. Slices of a
    /// second are too uneven to tell.
    /// </summary>
    public static Task ServerAsync(Func<TimeSpan, CancellationToken, Task<Sample>> run, CancellationToken cancellationToken) =>
        run(_patience < ServerTime ? _patience : ServerTime, cancellationToken);

    /// <summary>Runs slices of half a second until the rate no longer grows.</summary>
    public static async Task UntilSteadyAsync(Func<TimeSpan, CancellationToken, Task<Sample>> run, CancellationToken cancellationToken)
    {
        var best = 0d;
        var startedAt = Stopwatch.GetTimestamp();
        for (var slice = 0; slice < Most && Stopwatch.GetElapsedTime(startedAt) < _patience; slice++)
        {
            var rate = (await run(Slice, cancellationToken)).PerSecond;
            if (slice >= Least && rate < best * 1.02)
            {
                break;
            }

            best = Math.Max(best, rate);
        }
    }
}
