using System.Diagnostics;

namespace Tollgate.Benchmarks.Harness;

/// <summary>Callers that each wait for an answer before they ask again, as a server's requests do.</summary>
/// <param name="Callers">At once.</param>
/// <param name="MeasureEvery">How often an operation's own time is taken: reading the clock costs as much as a decision from memory.</param>
internal sealed record ClosedLoop(int Callers, int MeasureEvery = 1)
{
    // Requests come through the thread pool's queue; a caller that never leaves its thread would keep others, and the ledger's writers, from theirs.
    private const int YieldEvery = 256;

    /// <summary>Lets all callers work for a time.</summary>
    /// <param name="operation">Given the caller and the number of its operation.</param>
    public async Task<Sample> RunAsync(TimeSpan duration, Func<int, long, ValueTask> operation, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var latencies = Latencies.For(Callers);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var startedAt = Stopwatch.GetTimestamp();
        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(caller, operation, latencies[caller % latencies.Length], over.Token), CancellationToken.None)).ToArray();
        over.CancelAfter(duration);
        var done = await Task.WhenAll(callers);
        var elapsed = Stopwatch.GetElapsedTime(startedAt);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        cancellationToken.ThrowIfCancellationRequested();
        Array.ForEach(latencies[1..], latencies[0].Add);
        return new Sample(done.Sum(), elapsed, latencies[0], allocated);
    }

    private async Task<long> CallAsync(int caller, Func<int, long, ValueTask> operation, Latencies latencies, CancellationToken over)
    {
        var number = 0L;
        while (!over.IsCancellationRequested)
        {
            var startedAt = Stopwatch.GetTimestamp();
            await operation(caller, number++);
            latencies.Add(Stopwatch.GetTimestamp() - startedAt);

            // The bare loop: what it costs is added to the cost of all contenders alike, and hides how much they differ.
            for (var unmeasured = 1; unmeasured < MeasureEvery; unmeasured++)
            {
                var answer = operation(caller, number++);
                if (!answer.IsCompletedSuccessfully)
                {
                    await answer;
                }
            }

            if (number % YieldEvery == 0)
            {
                await Task.Yield();
            }
        }

        return number;
    }
}
