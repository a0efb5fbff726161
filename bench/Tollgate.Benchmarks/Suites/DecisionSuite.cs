using Tollgate.Benchmarks.Decisions;
using Tollgate.Benchmarks.Harness;
using Tollgate.Benchmarks.Servers;

namespace Tollgate.Benchmarks.Suites;

/// <summary>Decisions from units on lease against the framework's in-memory limiter.</summary>
internal sealed class DecisionSuite : ISuite
{
    private const int Callers = 64;

    /// <inheritdoc />
    public string Name => "decision";

    /// <inheritdoc />
    public string Title => "Decisions from leases";

    /// <inheritdoc />
    public async Task RunAsync(SuiteRun run, CancellationToken cancellationToken)
    {
        await using var server = await DatabaseServer.StartAsync(cancellationToken);
        foreach (var (name, subjects) in new[] { ("many", 10_000), ("hot", 1) })
        {
            List<Contender> contenders =
            [
                new GateDecisions($"decision-{name}", new PostgresLedger(server, $"decision_{name}"), Enforcement.Leased, subjects, Callers),
                new FrameworkDecisions($"framework-{name}", subjects, Callers),
            ];
            if (!run.IsQuick)
            {
                contenders.Add(new PlainDecisions($"plain-{name}", subjects, Callers));
            }

            // Short turns: a node whose leases ended while others were measured would begin each of its turns as a new one.
            await Contest.HoldAsync(run, contenders, run.IsQuick ? 2 : 15, TimeSpan.FromSeconds(1), cancellationToken);
        }

        run.AtLeast(8, "decision-many", "framework-many");
        run.AtLeast(5, "decision-hot", "framework-hot");
    }
}
