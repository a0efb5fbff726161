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

/// <summary>
/// Every answered request is recorded exactly once, with real processes, a kill -9 in the middle of the load and, on PostgreSQL, a crash of the
/// database in the middle of what follows. On PostgreSQL it is 100,000 requests of 64 callers.
/// </summary>
public sealed class RecordingTests(PostgresServer postgres)
{
    private static readonly TimeSpan JournalledWithin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Noticing = TimeSpan.FromMilliseconds(300); // the test's own threads notice answers and the kill late

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_NodeKilledMidway_AreRecordedOnceInSqlite()
    {
        using var folder = new TestFolder();
        await RunAsync(folder, folder.DatabasePath, () => new SqliteConnection($"Data Source={folder.DatabasePath};Pooling=false"), new Load(8, 6_000), null);
    }

    [Fact]
    public async Task Requests_NodeKilledAndDatabaseCrashedMidway_AreRecordedOnceInPostgres()
    {
        using var folder = new TestFolder();
        await using var server = await postgres.StartOwnAsync();
        var database = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "tollgate", Pooling = false }.ConnectionString;
        await RunAsync(folder, database, () => new NpgsqlConnection(database), new Load(64, 100_000), server.RestartAsync);
    }

    private static async Task RunAsync(TestFolder folder, string database, Func<DbConnection> connect, Load load, Func<CancellationToken, Task>? crash)
    {
        var keys = await SetUpAsync(folder, database);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = load.Callers });
        var requests = new AnsweredRequests(client, keys);
        using var machine = new BusyMachine(folder["busy"]);
        var killedAt = await CallAsync(requests, folder, database, load, crash);
        var allowed = JournalledWithin + Noticing + machine.LateBefore(killedAt);
        Say($"{allowed.TotalMilliseconds:F0} ms allowed, {machine.LateBefore(killedAt).TotalMilliseconds:F0} of them because the machine is busy");
        await using var third = await StartAsync(folder, database); // whatever the second could not store
        await EmptyAsync(folder["journal"]);

        requests.Unanswered.ShouldBeLessThanOrEqualTo(load.Callers, "only what was in flight at the kill may have no answer");
        await IdentifyAsync(requests, connect, killedAt, allowed); // first: it says more
        await CountAsync(requests, connect, requests.Within(allowed, killedAt));
    }

    /// <summary>Calls one node and kills it half-way, then a second one, whose database crashes meanwhile; returns the instant of the kill.</summary>
    private static async Task<long> CallAsync(AnsweredRequests requests, TestFolder folder, string database, Load load, Func<CancellationToken, Task>? crash)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var first = await StartAsync(folder, database);
        requests.Node = first.PublicUrl;
        var startedAt = TimeProvider.System.GetTimestamp();
        var calling = requests.CallAsync(load.Callers, stop.Token);

        await ReachAsync(requests, load.Requests / 2);
        await first.KillAsync(Cancel);
        var killedAt = TimeProvider.System.GetTimestamp();
        requests.Node = null;
        Say($"{requests.Count} answered in {TimeProvider.System.GetElapsedTime(startedAt, killedAt).TotalSeconds:F1} s before the kill");
        await using var second = await StartAsync(folder, database);
        requests.Node = second.PublicUrl;
        await ReachAsync(requests, load.Requests * 3 / 4);
        if (crash is not null)
        {
            await crash(Cancel);
        }

        await ReachAsync(requests, load.Requests);
        await stop.CancelAsync();
        await calling;
        (await second.InterruptAsync(Cancel)).ShouldBe(0, second.Error);
        return killedAt;
    }

    /// <summary>As many are recorded as were answered, of each status; what was answered just before the kill may be missing, what was in flight may be there.</summary>
    private static async Task CountAsync(AnsweredRequests requests, Func<DbConnection> connect, int atRisk)
    {
        var recorded = await RecordedAsync(connect);
        Say($"{requests.Count} answered, {requests.Unanswered} not; {recorded.Values.Sum()} recorded; {atRisk} answered just before the kill");
        recorded.Values.Sum().ShouldBeInRange(requests.Count - atRisk, requests.Count + requests.Unanswered);
        foreach (var (status, answered) in requests.ByStatus)
        {
            recorded.GetValueOrDefault(status).ShouldBeInRange(answered - atRisk, answered + requests.Unanswered, $"status {status}");
        }
    }

    /// <summary>No admitted request is there twice, and all that are missing were answered just before the kill.</summary>
    private static async Task IdentifyAsync(AnsweredRequests requests, Func<DbConnection> connect, long killedAt, TimeSpan allowed)
    {
        var ids = await ReadAsync(connect, "select node || '-' || sequence from api_usage where outcome = 'admitted'", r => r.GetString(0));
        ids.Distinct().Count().ShouldBe(ids.Count);
        var known = ids.ToHashSet();
        var lost = requests.Admitted.Where(a => !known.Contains(a.Key)).Select(a => TimeProvider.System.GetElapsedTime(a.Value, killedAt)).ToList();
        Say($"{lost.Count} admitted requests lost, answered {(lost.Count == 0 ? 0 : lost.Max().TotalMilliseconds):F0} ms before the kill at most");
        lost.ShouldAllBe(age => age > -Noticing && age < allowed);
    }

    private static void Say(string text) => TestContext.Current.TestOutputHelper!.WriteLine(text);

    /// <summary>Customers with room and one whose quota is soon used up, so that answers of both kinds are recorded, three to one.</summary>
    private static async Task<List<string>> SetUpAsync(TestFolder folder, string database)
    {
        await CommandAsync(database, "setup");
        await CommandAsync(database, "plans", "apply", folder.Write("plans.yaml", "plans: [{ name: wide, limits: { day: 1000000 } }, { name: tight, limits: { day: 100 } }]"));
        var keys = new List<string>();
        foreach (var (name, plan) in new[] { ("ann", "wide"), ("bob", "tight"), ("cleo", "wide"), ("dan", "wide") })
        {
            keys.Add((await CommandAsync(database, "users", "add", name, "--plan", plan)).GetProperty("apiKey").GetString()!);
        }

        return keys;
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

    /// <summary>Callers, each with one request at a time, and how many answers they are to get in all.</summary>
    private sealed record Load(int Callers, int Requests);
}
