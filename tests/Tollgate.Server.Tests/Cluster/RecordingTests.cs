using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Npgsql;
using Shouldly;
using Tollgate.Server.Tests.Processes;
using Tollgate.Testing;
using Xunit;

namespace Tollgate.Server.Tests.Cluster;

/// <summary>Every answered request is recorded exactly once, with real processes, a kill -9 and a database that crashes meanwhile.</summary>
public sealed class RecordingTests(PostgresServer postgres)
{
    private const int Callers = 8;
    private const int Requests = 3_000;
    private static readonly TimeSpan JournalledWithin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan BusyMachine = TimeSpan.FromMilliseconds(300); // the test's own threads notice answers and the kill late

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_NodeKilledMidway_AreRecordedOnceInSqlite()
    {
        using var folder = new TestFolder();
        await RunAsync(folder, folder.DatabasePath, () => new SqliteConnection($"Data Source={folder.DatabasePath};Pooling=false"), null);
    }

    [Fact]
    public async Task Requests_NodeKilledAndDatabaseCrashedMidway_AreRecordedOnceInPostgres()
    {
        using var folder = new TestFolder();
        await using var server = await postgres.StartOwnAsync();
        var database = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "tollgate", Pooling = false }.ConnectionString;
        await RunAsync(folder, database, () => new NpgsqlConnection(database), server.RestartAsync);
    }

    private static async Task RunAsync(TestFolder folder, string database, Func<DbConnection> connect, Func<CancellationToken, Task>? crash)
    {
        var keys = await SetUpAsync(folder, database);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Callers });
        var requests = new AnsweredRequests(client, keys);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var first = await StartAsync(folder, database);
        requests.Node = first.PublicUrl;
        var calling = requests.CallAsync(Callers, stop.Token);

        await ReachAsync(requests, Requests);
        await first.KillAsync(Cancel);
        var killedAt = TimeProvider.System.GetTimestamp();
        requests.Node = null;
        await using var second = await StartAsync(folder, database);
        requests.Node = second.PublicUrl;
        await ReachAsync(requests, requests.Count + (Requests / 2));
        if (crash is not null)
        {
            await crash(Cancel);
        }

        await ReachAsync(requests, requests.Count + (Requests / 2));
        await stop.CancelAsync();
        await calling;
        (await second.InterruptAsync(Cancel)).ShouldBe(0, second.Error);
        await using var third = await StartAsync(folder, database); // whatever the second could not store
        await EmptyAsync(folder["journal"]);

        var atRisk = requests.Within(JournalledWithin + BusyMachine, killedAt);
        var recorded = await RecordedAsync(connect);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{requests.Count} answered, {requests.Unanswered} not; {recorded.Values.Sum()} recorded; {atRisk} answered just before the kill");
        recorded.Values.Sum().ShouldBeInRange(requests.Count - atRisk, requests.Count + requests.Unanswered);
        foreach (var (status, answered) in requests.ByStatus)
        {
            recorded.GetValueOrDefault(status).ShouldBeInRange(answered - atRisk, answered + requests.Unanswered, $"status {status}");
        }

        var ids = (await ReadAsync(connect, "select node || '-' || sequence from api_usage where outcome = 'admitted'", r => r.GetString(0)));
        ids.Distinct().Count().ShouldBe(ids.Count);
        var known = ids.ToHashSet();
        var lost = requests.Admitted.Where(a => !known.Contains(a.Key)).Select(a => TimeProvider.System.GetElapsedTime(a.Value, killedAt)).ToList();
        TestContext.Current.TestOutputHelper!.WriteLine($"{lost.Count} admitted requests lost, answered {(lost.Count == 0 ? 0 : lost.Max().TotalMilliseconds):F0} ms before the kill at most");
        lost.ShouldAllBe(age => age > -BusyMachine && age < JournalledWithin + BusyMachine);
    }

    /// <summary>One customer with room and one whose quota is soon used up, so that answers of both kinds are recorded.</summary>
    private static async Task<List<string>> SetUpAsync(TestFolder folder, string database)
    {
        await CommandAsync(database, "setup");
        await CommandAsync(database, "plans", "apply", folder.Write("plans.yaml", "plans: [{ name: wide, limits: { day: 1000000 } }, { name: tight, limits: { day: 100 } }]"));
        var wide = await CommandAsync(database, "users", "add", "ann", "--plan", "wide");
        var tight = await CommandAsync(database, "users", "add", "bob", "--plan", "tight");
        return [wide.GetProperty("apiKey").GetString()!, tight.GetProperty("apiKey").GetString()!];
    }

    private static Task<TollgateProcess> StartAsync(TestFolder folder, string database) => TollgateProcess.ServeAsync(
        database, ["--demo-upstream"], new Dictionary<string, string> { ["Tollgate__Recording__JournalPath"] = folder["journal"] }, Cancel);

    private static async Task<JsonElement> CommandAsync(string database, params string[] words)
    {
        var (exitCode, output, error) = await TollgateProcess.RunAsync([.. words, "--database", database, "--output", "json"], Cancel);
        exitCode.ShouldBe(0, error);
        return JsonDocument.Parse(output).RootElement;
    }

    private static async Task ReachAsync(AnsweredRequests requests, int count)
    {
        while (requests.Count < count)
        {
            await Task.Delay(5, Cancel);
        }
    }

    /// <summary>Waits until only the living node's journal is left, and the living node has stored what it had.</summary>
    private static async Task EmptyAsync(string journals)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(90));
        while (Directory.GetFiles(journals, "*.journal").Length > 1)
        {
            await Task.Delay(50, patience.Token);
        }
    }

    private static async Task<Dictionary<int, long>> RecordedAsync(Func<DbConnection> connect) => (await ReadAsync(
        connect,
        "select status, sum(count) from api_usage group by status",
        r => (Status: r.GetInt32(0), Count: Convert.ToInt64(r.GetValue(1), CultureInfo.InvariantCulture)))).ToDictionary(r => r.Status, r => r.Count);

    private static async Task<List<T>> ReadAsync<T>(Func<DbConnection> connect, string sql, Func<DbDataReader, T> read)
    {
        await using var connection = connect();
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var rows = new List<T>();
        while (await reader.ReadAsync(Cancel))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
