using Shouldly;
using Tollgate.Testing;
using Xunit;

namespace Tollgate.Server.Tests.Commands;

/// <summary>The commands on the other database: the same words, the same answers.</summary>
public sealed class PostgresCommandTests(PostgresServer postgres)
{
    [Fact]
    public async Task Commands_OnPostgres_SetUpAdministerAndDecide()
    {
        var cli = new Cli(await postgres.CreateDatabaseAsync());
        (await cli.RunAsync("users", "list")).Error.ShouldContain("tollgate setup");
        (await cli.JsonAsync("setup", "--preset", "saas")).GetProperty("addedPlans").GetArrayLength().ShouldBe(5);
        (await cli.JsonAsync("users", "add", "ann", "--plan", "free")).GetProperty("apiKey").GetString()!.ShouldStartWith("tg_live_");
        await cli.JsonAsync("users", "limit", "ann", "day", "3");

        for (var i = 0; i < 3; i++)
        {
            await cli.JsonAsync("check", "ann", "/weather");
        }

        (await cli.RunAsync("check", "ann", "/weather")).ExitCode.ShouldBe(1);
        var day = (await cli.JsonAsync("usage", "ann", "--window", "day")).GetProperty("windows")[0];
        (day.GetProperty("used").GetInt64(), day.GetProperty("remaining").GetInt64()).ShouldBe((3, 0));
        (await cli.JsonAsync("keys", "list")).GetProperty("keys").GetArrayLength().ShouldBe(1);
        (await cli.JsonAsync("doctor")).GetProperty("findings").EnumerateArray().ShouldAllBe(f => f.GetProperty("severity").GetString() != "problem");
    }

    [Fact]
    public async Task Serve_DemoOnPostgres_IsRefused()
    {
        var cli = new Cli(await postgres.CreateDatabaseAsync());

        var result = await cli.RunAsync("serve", "--demo");

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("SQLite only");
    }
}
