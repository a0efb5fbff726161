using System.Diagnostics;
using Tollgate.Benchmarks.Harness;

namespace Tollgate.Benchmarks.Decisions;

/// <summary>Requests that come at a rate, whether or not the ones before are answered.</summary>
/// <param name="PerSecond">How many.</param>
internal sealed record OpenLoop(int PerSecond)
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(1);

    /// <summary>Sends requests for a time: at each beat all that are due.</summary>
    /// <param name="operation">Given the number of the request.</param>
    public async Task<Sample> RunAsync(TimeSpan duration, Func<long, ValueTask> operation, CancellationToken cancellationToken)
    {
        var open = new List<Task>();
        var startedAt = Stopwatch.GetTimestamp();
        var sent = 0L;
        using var timer = new PeriodicTimer(Beat);
        while (Stopwatch.GetElapsedTime(startedAt) is var elapsed && elapsed < duration)
        {
            for (var due = (long)(elapsed.TotalSeconds * PerSecond); sent < due; sent++)
            {
                var request = operation(sent);
                if (!request.IsCompletedSuccessfully)
                {
                    open.Add(request.AsTask());
                }
            }

            open.RemoveAll(t => t.IsCompletedSuccessfully); // one that failed stays, and is awaited below
            await timer.WaitForNextTickAsync(cancellationToken);
        }

        await Task.WhenAll(open);
        return new Sample(sent, Stopwatch.GetElapsedTime(startedAt), null, null);
    }
}
