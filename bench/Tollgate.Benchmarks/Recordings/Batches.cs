using System.Diagnostics;
using Tollgate.Benchmarks.Harness;
using Tollgate.Recording;

namespace Tollgate.Benchmarks.Recordings;

/// <summary>Stores batch after batch; making the events up is not part of the time.</summary>
internal static class Batches
{
    /// <summary>Events of a batch: what the recorder ships at once.</summary>
    public const int Size = 5_000;

    /// <summary>Runs for a time.</summary>
    public static async Task<Sample> RunAsync(
        TimeSpan duration, Func<IReadOnlyList<UsageEvent>> next, Func<IReadOnlyList<UsageEvent>, Task> store, CancellationToken cancellationToken)
    {
        var (events, elapsed, allocated) = (0L, TimeSpan.Zero, 0L);
        while (elapsed < duration)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var batch = next();
            var bytes = GC.GetTotalAllocatedBytes(precise: true);
            var startedAt = Stopwatch.GetTimestamp();
            await store(batch);
            elapsed += Stopwatch.GetElapsedTime(startedAt);
            allocated += GC.GetTotalAllocatedBytes(precise: true) - bytes;
            events += batch.Count;
        }

        return new Sample(events, elapsed, null, allocated);
    }
}
