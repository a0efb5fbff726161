using Tollgate.Benchmarks.Decisions;
using Tollgate.Benchmarks.Harness;
using Tollgate.Benchmarks.Servers;

namespace Tollgate.Benchmarks.Suites;

/// <summary>What a caller who is out of quota costs, however hard it asks.</summary>
internal sealed class RefusedSuite : ISuite
{
    private const int Callers = 64;

    /// <inheritdoc />
    public string Name => "refused";

    /// <inheritdoc />
    public string Title => "A subject out of quota, hammered";

    /// <inheritdoc />
    public async Task RunAsync(SuiteRun run, CancellationToken cancellationToken)
    {
        await using var server = await DatabaseServer.StartAsync(cancellationToken);
        var hammering = TimeSpan.FromSeconds(run.IsQuick ? 4 : 8);
        var refusals = new GateRefusals("refused", new PostgresLedger(server, "refused"), Callers, hammering);
        await Contest.HoldAsync(
            run,
            [refusals, new GateDecisions("admitted", new PostgresLedger(server, "admitted"), Enforcement.Leased, 1, Callers)],
            cancellationToken);
        run.Notes.Add($"While it was hammered for {hammering.TotalSeconds} seconds the node sent {Table.Number(refusals.StatementsPerSecond)} statements a second.");
        run.AtLeast(1, "refused", "admitted");
        run.Add(new BenchmarkTarget("refused-statements", refusals.StatementsPerSecond, 1, IsCeiling: true));
    }
}
