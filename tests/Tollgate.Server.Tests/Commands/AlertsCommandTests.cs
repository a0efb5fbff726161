using System.Text.Json;
using Shouldly;
using Xunit;

namespace Tollgate.Server.Tests.Commands;

public sealed class AlertsCommandTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();

    private Cli Cli => new(_folder.DatabasePath);

    public async ValueTask InitializeAsync() => (await Cli.RunAsync("setup")).ExitCode.ShouldBe(0);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Alerts_CheckListTest_FindTellAndShow()
    {
        await Cli.JsonAsync("users", "add", "alice", "--no-key");
        await Cli.JsonAsync("users", "limit", "alice", "day", "10");
        (await Cli.RunAsync("check", "alice", "/x", "--cost", "8")).ExitCode.ShouldBe(0);
        (await Cli.JsonAsync("alerts", "list")).GetProperty("alerts").GetArrayLength().ShouldBe(0);

        var check = await Cli.JsonAsync("alerts", "check");
        check.GetProperty("changes").EnumerateArray().Select(c => $"{c.GetProperty("change")} {c.GetProperty("alert").GetProperty("level")}").ShouldBe(["fired 80"]);
        check.GetProperty("notifications").GetProperty("sent").GetInt32().ShouldBe(1);
        (await Cli.RunAsync("check", "alice", "/x", "--cost", "2")).ExitCode.ShouldBe(0);
        (await Cli.JsonAsync("alerts", "check")).GetProperty("changes")[0].GetProperty("change").GetString().ShouldBe("raised");
        (await Cli.JsonAsync("alerts", "check")).GetProperty("changes").GetArrayLength().ShouldBe(0);

        var alert = (await Cli.JsonAsync("alerts", "list", "--subject", "user_1", "--rule", "quota")).GetProperty("alerts").EnumerateArray().Single();
        alert.GetProperty("summary").GetString().ShouldBe("user_1 has used 100 % of its day: 10 of 10 units.");
        (alert.GetProperty("state").GetString(), alert.GetProperty("severity").GetString()).ShouldBe(("firing", "warning"));
        alert.GetProperty("resolvedAt").ValueKind.ShouldBe(JsonValueKind.Null);
        (await Cli.RunAsync("alerts", "list")).Output.ShouldContain("user_1 has used 100 %");
        (await Cli.JsonAsync("alerts", "test")).GetProperty("channels")[0].GetProperty("channel").GetString().ShouldBe("log");
    }

    [Fact]
    public async Task AlertsList_TakeOutOfRange_IsRefused()
    {
        var result = await Cli.RunAsync("alerts", "list", "--take", "0");

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("--take is 0; use 1 to 1000.");
    }
}
