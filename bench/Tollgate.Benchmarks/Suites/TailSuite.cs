using Tollgate.Benchmarks.Decisions;
using Tollgate.Benchmarks.Harness;
using Tollgate.Benchmarks.Servers;

namespace Tollgate.Benchmarks.Suites;

/// <summary>Subjects that come once each: leases can't help, and must not hurt.</summary>
internal sealed class TailSuite : ISuite
{
    private const int Callers = 1_024;

    /// <inheritdoc />
    public string Name => "tail";

    /// <inheritdoc />
    public string Title => "The long tail: subjects that ask once";

    /// <inheritdoc />
    public async Task RunAsync(SuiteRun run, CancellationToken cancellationToken)
    {
        await using var server = await DatabaseServer.StartAsync(cancellationToken);
        var subjects = run.IsQuick ? 100_000 : 1_000_000;
        var newcomers = new GateNewcomers("tail", new PostgresLedger(server, "tail"), Callers, subjects / run.Rounds);
        await Contest.HoldAsync(
            run,
            [newcomers, new GateDecisions("strict", new PostgresLedger(server, "strict"), Enforcement.Strict, 10_000, Callers)],
            cancellationToken);
        run.Notes.Add(
            $"{newcomers.Subjects:N0} subjects asked, the lap after the sweep included. Live bytes a subject: {newcomers.BytesPerSubject:N0} while all are in memory, "
            + $"{newcomers.BytesAfterSweep.First:N0} after they were swept, {newcomers.BytesAfterSweep.Second:N0} after as many others came and were swept. "
            + "Counted is all that the gate keeps of a subject (its name, its entry in the dictionary, limits, windows, demand), measured as the live heap after a full collection; "
            + "the entitlement, which the cache of entitlements bounds, is not. What is left after a sweep is the dictionary's table, which is used again.");
        run.AtLeast(0.8, "tail", "strict", "tail-rate");
        run.Add(new BenchmarkTarget("tail-bytes", newcomers.BytesPerSubject, 250, IsCeiling: true));
        run.Add(new BenchmarkTarget("tail-swept", newcomers.BytesAfterSweep.Second / newcomers.BytesPerSubject, 0.2, IsCeiling: true));
    }
}
