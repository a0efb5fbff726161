using Tollgate.Benchmarks.Decisions;
using Tollgate.Benchmarks.Harness;
using Tollgate.Benchmarks.Nodes;
using Tollgate.Benchmarks.Servers;
using Tollgate.Entitling;
using Tollgate.Postgres.Migrations;

namespace Tollgate.Benchmarks.Suites;

/// <summary>What decisions cost the database, and several node processes on one of them.</summary>
internal sealed class NodesSuite : ISuite
{
    private const int Subjects = 200;
    private const long Limit = 10_000;

    /// <inheritdoc />
    public string Name => "nodes";

    /// <inheritdoc />
    public string Title => "Statements by load, and nodes on one database";

    /// <inheritdoc />
    public async Task RunAsync(SuiteRun run, CancellationToken cancellationToken)
    {
        await using var server = await DatabaseServer.StartAsync(cancellationToken);
        (int Subjects, int PerSecond)[] loads = run.IsQuick ? [(10_000, 50_000)] : [(100, 1_000), (100, 50_000), (10_000, 1_000), (10_000, 50_000)];
        foreach (var (subjects, perSecond) in loads)
        {
            var ledger = new PostgresLedger(server, $"rate_{subjects}_{perSecond}");
            await Contest.HoldAsync(run, [new GateAtRate(ledger, subjects, perSecond)], cancellationToken);
        }

        foreach (var subjects in run.IsQuick ? [] : new[] { 100, 10_000 })
        {
            var ledger = new PostgresLedger(server, $"rate_{subjects}_most");
            await Contest.HoldAsync(run, [new GateDecisions($"statements-{subjects}-most", ledger, Enforcement.Leased, subjects, 64)], cancellationToken);
        }

        foreach (var nodes in new[] { 1, 2, 4 })
        {
            run.Add(await RunNodesAsync(server, nodes, run.IsQuick ? 4 : 12, cancellationToken));
        }
    }

    private static async Task<BenchmarkRow> RunNodesAsync(DatabaseServer server, int nodes, double seconds, CancellationToken cancellationToken)
    {
        var connection = await server.CreateDatabaseAsync($"nodes_{nodes}", cancellationToken);
        await server.ExecuteAsync(connection, LedgerTable.Create + LedgerTable.AddCredits, cancellationToken);
        var before = await server.CountStatementsAsync(connection, cancellationToken) ?? 0;
        using var fleet = new NodeFleet();
        var results = await fleet.RunAsync(new NodeSettings(connection, nodes, Subjects, Limit, Callers: 32, seconds), cancellationToken);
        var statements = (await server.CountStatementsAsync(connection, cancellationToken) ?? 0) - before;
        var (admitted, limited) = (results.Sum(r => r.Admitted), results.Sum(r => r.AdmittedLimited));
        await VerifyAsync(server, connection, admitted, limited, cancellationToken);
        var decisions = admitted + limited + results.Sum(r => r.RefusedLimited);
        return new BenchmarkRow
        {
            Id = $"nodes-{nodes}",
            What = $"Tollgate, leased, four windows, {nodes} node process{(nodes == 1 ? "" : "es")} on one PostgreSQL, {Subjects:N0} subjects",
            Callers = 32 * nodes,
            PerSecond = decisions / results.Max(r => r.Seconds),
            StatementsPerMillion = statements * 1e6 / decisions,
            IsDurable = true,
            IsExact = true,
            Note = $"of a limit of {Limit:N0} on one more subject exactly {limited:N0} were admitted",
        };
    }

    private static async Task VerifyAsync(DatabaseServer server, string connection, long admitted, long limited, CancellationToken cancellationToken)
    {
        var limitedSubject = User.SubjectOf(NodeProcess.LimitedSubject);
        var used = await server.QueryAsync(
            connection, $"select coalesce(sum(used_4), 0)::bigint from rate_limit_ledger where subject <> '{limitedSubject}'", cancellationToken);
        var usedLimited = await server.QueryAsync(
            connection, $"select coalesce(sum(used_4), 0)::bigint from rate_limit_ledger where subject = '{limitedSubject}'", cancellationToken);
        if (used != admitted)
        {
            throw new InvalidOperationException($"The nodes admitted {admitted:N0} units, and the ledger holds {used:N0}.");
        }

        if (limited != Limit || usedLimited != Limit)
        {
            throw new InvalidOperationException(
                $"Of a limit of {Limit:N0} units the nodes admitted {limited:N0} together, and the ledger holds {usedLimited:N0}.");
        }
    }
}
