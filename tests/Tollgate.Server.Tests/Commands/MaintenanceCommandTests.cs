using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;

namespace Tollgate.Server.Tests.Commands;

/// <summary>The maintenance jobs by hand.</summary>
public sealed class MaintenanceCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Jobs_DryThenReal_SayTheSameAndAreInTheHistory()
    {
        var cli = await SetUpAsync();
        await ExecuteAsync("insert into rate_limit_cache (cache_key, value, expires_at) values ('a', x'', 1), ('b', x'', 2)");

        var dry = await cli.JsonAsync("maintenance", "hourly", "--dry-run");
        (dry.GetProperty("dryRun").GetBoolean(), dry.GetProperty("rows").GetInt64()).ShouldBe((true, 2));
        (await cli.JsonAsync("maintenance", "history")).GetProperty("runs").GetArrayLength().ShouldBe(0);

        (await cli.JsonAsync("maintenance", "hourly")).GetProperty("rows").GetInt64().ShouldBe(2);
        (await cli.JsonAsync("maintenance", "hourly")).GetProperty("rows").GetInt64().ShouldBe(0);
        await cli.JsonAsync("maintenance", "daily");
        var text = await cli.RunAsync("maintenance", "weekly", "--output", "text");
        text.Output.ShouldContain("health: All");

        var runs = (await cli.JsonAsync("maintenance", "history")).GetProperty("runs").EnumerateArray().ToList();
        runs.Select(r => r.GetProperty("job").GetString()).ShouldBe(["weekly", "daily", "hourly", "hourly"]);
        runs.ShouldAllBe(r => r.GetProperty("outcome").GetString() == "succeeded" && r.GetProperty("how").GetString() == "by hand");
        (await cli.JsonAsync("maintenance", "history", "--job", "hourly", "--take", "1")).GetProperty("runs").GetArrayLength().ShouldBe(1);
        (await cli.RunAsync("maintenance", "history")).Output.ShouldContain("weekly");
    }

    [Fact]
    public async Task Job_RunningElsewhere_IsRefusedWithWhereAndSinceWhen()
    {
        var cli = await SetUpAsync();
        await ExecuteAsync($"""
            insert into job_locks (job, holder, held_until) values ('Daily', 'somebody', {DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeMilliseconds()});
            insert into job_runs (job, started_at, node, how, outcome, changes) values ('daily', 1795521600000, 'node7', 'by hand', 'running', '[]');
            """);

        var result = await cli.RunAsync("maintenance", "daily");

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBeEmpty();
        result.Error.ShouldContain("node7");
        result.Error.ShouldContain("2026-11-24");
        (await cli.RunAsync("maintenance", "daily", "--dry-run")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Job_TaskThatFails_ExitsWithOneAndNamesIt()
    {
        var cli = await SetUpAsync();
        await ExecuteAsync("drop table nodes");

        var result = await cli.RunAsync("maintenance", "hourly");

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("dead nodes");
        result.Error.ShouldContain("no such table");
        result.Output.ShouldContain("expired cache entries");
    }

    private async Task<Cli> SetUpAsync()
    {
        var cli = new Cli(_folder.DatabasePath);
        await cli.JsonAsync("setup");
        return cli;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={_folder.DatabasePath};Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
