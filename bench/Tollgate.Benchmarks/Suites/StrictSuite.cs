using Tollgate.Benchmarks.Decisions;
using Tollgate.Benchmarks.Harness;
using Tollgate.Benchmarks.Peers;
using Tollgate.Benchmarks.Servers;

namespace Tollgate.Benchmarks.Suites;

/// <summary>Decisions that are committed before they are answered, against Redis and against PostgreSQL as others use it.</summary>
internal sealed class StrictSuite : ISuite
{
    private const int Callers = 1_024;
    private const int Many = 10_000;

    /// <inheritdoc />
    public string Name => "strict";

    /// <inheritdoc />
    public string Title => "Strict decisions";

    /// <inheritdoc />
    public async Task RunAsync(SuiteRun run, CancellationToken cancellationToken)
    {
        await using var server = await DatabaseServer.StartAsync(cancellationToken);
        await Contest.HoldAsync(run, ContendersForMany(run, server), cancellationToken);
        await Contest.HoldAsync(run, ContendersForHot(run, server), cancellationToken);
        if (!run.IsQuick)
        {
            await Contest.HoldAsync(run, ContendersOnSqlite("many", Many), cancellationToken);
            await Contest.HoldAsync(run, ContendersOnSqlite("hot", 1), cancellationToken);
        }

        run.AtLeast(2, "strict-many", "redis-aof", "strict-vs-redis-aof");
        run.AtLeast(20, "strict-many", "rlf-many", "strict-vs-rlf-many");
        run.AtLeast(50, "strict-hot", "rlf-hot", "strict-vs-rlf-hot");
        run.AtLeast(1, "strict-many", "redis-memory", "strict-vs-redis-memory");
    }

    private static List<Contender> ContendersForMany(SuiteRun run, DatabaseServer server)
    {
        List<Contender> contenders =
        [
            new GateDecisions("strict-many", new PostgresLedger(server, "strict_many"), Enforcement.Strict, Many, Callers),
            new RedisDecisions("redis-aof", isDurable: true, Many, Callers),
            new RedisDecisions("redis-memory", isDurable: false, Many, Callers),
            new NodeLimiterDecisions("rlf-many", server, "rlf_many", Many, Callers),
        ];
        if (!run.IsQuick)
        {
            contenders.Add(new ObviousDecisions("obvious-many", server, "obvious_many", Many, 64));
        }

        return contenders;
    }

    private static List<Contender> ContendersForHot(SuiteRun run, DatabaseServer server)
    {
        List<Contender> contenders =
        [
            new GateDecisions("strict-hot", new PostgresLedger(server, "strict_hot"), Enforcement.Strict, 1, Callers),
            new NodeLimiterDecisions("rlf-hot", server, "rlf_hot", 1, Callers),
        ];
        if (!run.IsQuick)
        {
            contenders.Add(new ObviousDecisions("obvious-hot", server, "obvious_hot", 1, 64));
        }

        return contenders;
    }

    /// <summary>Not in turns with the others: leases go back long after a turn, and their writes would keep the next contender from the disk.</summary>
    private static List<Contender> ContendersOnSqlite(string id, int subjects) =>
    [
        new GateDecisions($"strict-{id}-sqlite", new SqliteLedger(), Enforcement.Strict, subjects, Callers),
        new GateDecisions($"leased-{id}-sqlite", new SqliteLedger(), Enforcement.Leased, subjects, 64),
    ];
}
