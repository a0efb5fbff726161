using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Npgsql;
using Shouldly;
using Tollgate.Server.Tests.Processes;
using Tollgate.Testing;
using Xunit;

namespace Tollgate.Server.Tests.Cluster;

/// <summary>Jobs of several real nodes on one database: every firing runs once, also while nodes die and come.</summary>
public sealed class MaintenanceClusterTests(PostgresServer postgres)
{
    private const int Period = 3;
    private const int Expired = 300_000; // enough to clean up that a node can be killed in the midst of it
    private static readonly TimeSpan BusyMachine = TimeSpan.FromMinutes(4);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Firings_NodeKilledInTheMidstOfOneAndAnotherStarted_RunExactlyOnceEach()
    {
        var database = await postgres.CreateDatabaseAsync();
        (await TollgateProcess.RunAsync(["setup", "--database", database], Cancel)).ExitCode.ShouldBe(0);
        var nodes = new Dictionary<string, TollgateProcess>();
        try
        {
            await Task.WhenAll(StartAsync(nodes, database), StartAsync(nodes, database));
            await ExecuteAsync(database, $"insert into rate_limit_cache (cache_key, value, expires_at) select 'old' || i, '\\x', i from generate_series(1, {Expired}) i");
            var killed = await RunningNodeAsync(database);
            await nodes[killed].KillAsync(Cancel);

            await StartAsync(nodes, database);
            await UntilAsync(database, runs => runs.Any(r => r is { Outcome: "died" }) && runs.Count(r => r.Outcome == "succeeded" && r.Node != killed) >= 5);
            var survivor = nodes.Keys.First(n => n != killed);
            (await nodes[survivor].InterruptAsync(Cancel)).ShouldBe(0, nodes[survivor].Error);

            var newcomer = nodes.Keys.Single(n => n != killed && n != survivor);
            var before = (await RunsAsync(database)).Count(r => r.Node == newcomer);
            await UntilAsync(database, runs => runs.Count(r => r.Node == newcomer && r.Outcome == "succeeded") >= before + 4);
            (await nodes[newcomer].InterruptAsync(Cancel)).ShouldBe(0, nodes[newcomer].Error);
        }
        finally
        {
            foreach (var node in nodes.Values)
            {
                await node.DisposeAsync();
            }
        }

        VerifyFirings(await RunsAsync(database));
        (await RunAsync(database, "maintenance", "history", "--take", "5")).GetProperty("runs").GetArrayLength().ShouldBe(5);
    }

    [Fact]
    public async Task Firings_OfTwoProcessesOnASqliteFile_RunOnceEachAndOneThatDiedIsRunAgain()
    {
        using var folder = new TestFolder();
        var database = folder.DatabasePath;
        (await TollgateProcess.RunAsync(["setup", "--database", database], Cancel)).ExitCode.ShouldBe(0);
        var nodes = new Dictionary<string, TollgateProcess>();
        try
        {
            await Task.WhenAll(StartAsync(nodes, database), StartAsync(nodes, database));
            await ExecuteAsync(database, $"""
                with recursive n (i) as (select 1 union all select i + 1 from n where i < {Expired})
                insert into rate_limit_cache (cache_key, value, expires_at) select 'old' || i, x'', i from n
                """);
            var killed = await RunningNodeAsync(database);
            await nodes[killed].KillAsync(Cancel);
            await UntilAsync(database, runs => runs.Any(r => r is { Outcome: "died" }) && runs.Count(r => r.Outcome == "succeeded") >= 6);
        }
        finally
        {
            foreach (var node in nodes.Values)
            {
                await node.DisposeAsync();
            }
        }

        VerifyFirings((await RunsAsync(database)).Where(r => r.Outcome != "running").ToList());
    }

    /// <summary>All firings from the first to the last, each with one run that did not die; where one died, another followed.</summary>
    private static void VerifyFirings(IReadOnlyList<Run> runs)
    {
        var firings = runs.GroupBy(r => r.ScheduledAt).OrderBy(g => g.Key).ToList();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{firings.Count} firings, {runs.Count} runs on {runs.Select(r => r.Node).Distinct().Count()} nodes, {runs.Count(r => r.Outcome == "died")} died");

        var last = firings[^1].Any(r => r.Outcome == "succeeded") ? firings : firings[..^1]; // the very last may have been stopped with its node
        last.ShouldAllBe(f => f.Count(r => r.Outcome == "succeeded") == 1 && f.All(r => r.Outcome == "succeeded" || r.Outcome == "died"));
        firings.Select(f => f.Key).ShouldBe(Enumerable.Range(0, firings.Count).Select(i => firings[0].Key + (i * Period * 1_000L)));
        runs.ShouldContain(r => r.Outcome == "died");
    }

    private static async Task StartAsync(Dictionary<string, TollgateProcess> nodes, string database)
    {
        var node = await TollgateProcess.ServeAsync(
            database,
            ["--demo-upstream"],
            new Dictionary<string, string>
            {
                ["Tollgate__Maintaining__HourlySchedule"] = $"0/{Period} * * * * ?",
                ["Tollgate__Maintaining__DailySchedule"] = "",
                ["Tollgate__Maintaining__WeeklySchedule"] = "",
            },
            Cancel);
        using var client = new HttpClient { BaseAddress = node.PublicUrl };
        using var response = await client.GetAsync("/weather", Cancel);
        var name = response.Headers.GetValues("Tollgate-Decision").Single().Split('-')[0];
        lock (nodes)
        {
            nodes.Add(name, node);
        }
    }

    /// <summary>The node that is in the midst of the run that has all the work: the only one that goes on for longer than a moment.</summary>
    private static async Task<string> RunningNodeAsync(string database)
    {
        Run? seen = null;
        await UntilAsync(database, runs =>
        {
            var before = seen;
            seen = runs.FirstOrDefault(r => r.Outcome == "running");
            return seen is not null && seen == before;
        });
        return seen!.Node;
    }

    private static async Task UntilAsync(string database, Func<IReadOnlyList<Run>, bool> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(BusyMachine);
        while (!isSo(await RunsAsync(database)))
        {
            await Task.Delay(50, patience.Token);
        }
    }

    private static DbConnection Connect(string database) =>
        database.Contains("Host=", StringComparison.Ordinal) ? new NpgsqlConnection(database) : new SqliteConnection($"Data Source={database};Pooling=false");

    private static async Task<List<Run>> RunsAsync(string database)
    {
        await using var connection = Connect(database);
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "select scheduled_at, node, outcome from job_runs order by id";
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var runs = new List<Run>();
        while (await reader.ReadAsync(Cancel))
        {
            runs.Add(new Run(reader.GetInt64(0), reader.GetString(1), reader.GetString(2)));
        }

        return runs;
    }

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = Connect(database);
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private static async Task<JsonElement> RunAsync(string database, params string[] words)
    {
        var (exitCode, output, error) = await TollgateProcess.RunAsync([.. words, "--database", database, "--output", "json"], Cancel);
        exitCode.ShouldBe(0, error);
        return JsonDocument.Parse(output).RootElement;
    }

    private sealed record Run(long ScheduledAt, string Node, string Outcome);
}
