using System.Diagnostics;
using Tollgate.Benchmarks.Decisions;
using Tollgate.Benchmarks.Harness;
using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.Benchmarks.Suites;

/// <summary>What one warm decision costs on threads of its own, without the harness's callers: the parts that a profile is read against.</summary>
internal sealed class MicroSuite : ISuite
{
    /// <inheritdoc />
    public string Name => "micro";

    /// <inheritdoc />
    public string Title => "One warm decision";

    /// <inheritdoc />
    public async Task RunAsync(SuiteRun run, CancellationToken cancellationToken)
    {
        MeasureClock(run);
        foreach (var subjects in new[] { 1, 10_000 })
        {
            await using var gate = new GateDecisions("micro", new SqliteLedger(), Enforcement.Leased, subjects, callers: 64);
            await gate.StartAsync(cancellationToken);
            using var framework = FourWindows.Framework();
            var keys = Enumerable.Range(1, subjects).Select(i => User.SubjectOf(i)).ToArray();
            for (var threads = 1; threads <= Environment.ProcessorCount; threads *= 2)
            {
                await gate.PrepareTurnAsync(cancellationToken); // leases end while the other has its turn
                Measure(run, $"gate-{subjects}-{threads}", $"Tollgate, {subjects:N0} subjects", threads, (thread, i) => gate.Decide(thread + (i * threads)));
                Measure(run, $"framework-{subjects}-{threads}", $"ASP.NET Core's limiter, {subjects:N0} subjects", threads,
                    (thread, i) => framework.AttemptAcquire(keys[(thread + (i * threads)) % subjects]).Dispose());
            }
        }
    }

    private static void MeasureClock(SuiteRun run)
    {
        var sum = 0L;
        Measure(run, "clock", "Reading the monotonic clock", 1, (_, _) => sum ^= TimeProvider.System.GetTimestamp());
        GC.KeepAlive(sum);
    }

    private static void Measure(SuiteRun run, string id, string what, int threads, Action<int, long> operation)
    {
        const int Chunk = 1_000;
        var best = Enumerable.Range(0, run.Rounds).Select(_ =>
        {
            var over = Stopwatch.GetTimestamp() + (long)(run.Turn.TotalSeconds / 3 * Stopwatch.Frequency);
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            var startedAt = Stopwatch.GetTimestamp();
            var counts = new long[threads];
            var workers = Enumerable.Range(0, threads).Select(thread => new Thread(() =>
            {
                var i = 0L;
                while (Stopwatch.GetTimestamp() < over)
                {
                    for (var end = i + Chunk; i < end; i++)
                    {
                        operation(thread, i);
                    }
                }

                counts[thread] = i;
            })
            { Name = id }).ToList(); // a profiler shows whose time it is
            workers.ForEach(w => w.Start());
            workers.ForEach(w => w.Join());
            var elapsed = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
            return (PerSecond: counts.Sum() / elapsed, Bytes: (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)counts.Sum());
        }).OrderBy(r => r.PerSecond).ToArray();
        var median = best[best.Length / 2];
        run.Add(new BenchmarkRow
        {
            Id = id,
            What = what,
            Callers = threads,
            PerSecond = median.PerSecond,
            PerSecondLow = best[0].PerSecond,
            PerSecondHigh = best[^1].PerSecond,
            P50 = threads * 1e6 / median.PerSecond,
            BytesPerOperation = median.Bytes,
            Note = "p50 is the mean",
        });
    }
}
