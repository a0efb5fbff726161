namespace Tollgate.Benchmarks.Harness;

/// <summary>Lets a contender work until it is as fast as it gets: hot methods are compiled several times, in the background, while it is under load.</summary>
internal static class WarmUp
{
    private const int Least = 3;
    private const int Most = 12;

    /// <summary>Runs slices of a second until the rate no longer grows.</summary>
    public static async Task UntilSteadyAsync(Func<TimeSpan, CancellationToken, Task<Sample>> run, CancellationToken cancellationToken)
    {
        var best = 0d;
        for (var slice = 0; slice < Most; slice++)
        {
            var rate = (await run(TimeSpan.FromSeconds(1), cancellationToken)).PerSecond;
            if (slice >= Least && rate < best * 1.02)
            {
                break;
            }

            best = Math.Max(best, rate);
        }
    }
}
