using System.Text.Json;
using Shouldly;
using Xunit;

namespace Tollgate.Server.Tests.Commands;

public sealed class CheckCommandTests : IAsyncLifetime
{
    private const string Plans = """
        plans:
          - name: tiny
            limits: { day: 10, month: unlimited }
            scopes: [{ name: search, routes: ["GET /v1/search"], cost: 4, limits: { day: 8 } }]
          - name: closed
            limits: { day: 0 }
          - name: billed
            limits: { month: 4 }
            overage: { meter: api_units, unitAmount: "5", currency: usd }
        """;

    private readonly TestFolder _folder = new();

    private Cli Cli => new(_folder.DatabasePath);

    public async ValueTask InitializeAsync()
    {
        (await Cli.RunAsync("setup")).ExitCode.ShouldBe(0);
        (await Cli.RunAsync("plans", "apply", _folder.Write("plans.yaml", Plans))).ExitCode.ShouldBe(0);
        (await Cli.RunAsync("users", "add", "alice", "--plan", "tiny")).ExitCode.ShouldBe(0);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Check_UpToTheLimit_AdmitsExactlyThat()
    {
        for (var i = 1; i <= 10; i++)
        {
            var admitted = await Cli.JsonAsync("check", "alice", "/weather");
            Window(admitted, "*", "day").GetProperty("used").GetInt64().ShouldBe(i);
        }

        var refused = await Cli.RunAsync("check", "user_1", "/weather", "--output", "json");

        refused.ExitCode.ShouldBe(1);
        refused.Json.GetProperty("admitted").GetBoolean().ShouldBeFalse();
        refused.Json.GetProperty("outcome").GetString().ShouldBe("quotaExceeded");
        refused.Json.GetProperty("retryAfterSeconds").GetDouble().ShouldBeInRange(1, 86_400);
        Window(refused.Json, "*", "day").GetProperty("remaining").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task Check_Peek_ChargesNothing()
    {
        var peek = await Cli.JsonAsync("check", "alice", "/weather", "--peek", "--cost", "10");
        peek.GetProperty("admitted").GetBoolean().ShouldBeTrue();
        peek.GetProperty("charged").GetBoolean().ShouldBeFalse();

        (await Used("day")).ShouldBe(0);
        (await Cli.RunAsync("check", "alice", "/weather", "--peek", "--cost", "11")).ExitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData("/v1/search")]
    [InlineData("GET /v1/search")]
    [InlineData("search")]
    public async Task Check_EndpointGroup_ChargesItsCostInBothScopes(string endpoint)
    {
        var first = await Cli.JsonAsync("check", "alice", endpoint);
        Window(first, "*", "day").GetProperty("used").GetInt64().ShouldBe(4);
        Window(first, "search", "day").GetProperty("used").GetInt64().ShouldBe(4);
        await Cli.JsonAsync("check", "alice", endpoint);

        (await Cli.RunAsync("check", "alice", endpoint)).ExitCode.ShouldBe(1); // 8 of search's 8; "*" would have had 2
        (await Used("day")).ShouldBe(8);
        (await Cli.RunAsync("check", "alice", "/other", "--cost", "2")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Check_LimitZero_AlwaysRefuses()
    {
        await Cli.JsonAsync("users", "subscribe", "alice", "--plan", "closed");

        var refused = await Cli.RunAsync("check", "alice", "/weather", "--cost", "0", "--output", "json");

        refused.ExitCode.ShouldBe(1);
        refused.Json.GetProperty("retryAfterSeconds").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Check_OfAPlanWithOverage_SaysWhetherBillingOrTheSpendCapStopsIt()
    {
        await Cli.JsonAsync("users", "subscribe", "alice", "--plan", "billed");
        (await Cli.JsonAsync("check", "alice", "/weather", "--cost", "6")).GetProperty("reason").ValueKind.ShouldBe(JsonValueKind.Null);

        await Cli.JsonAsync("users", "cap", "alice", "10", "usd"); // pays for two units
        (await ReasonAsync()).ShouldBe("spendCap");
        (await Cli.RunAsync("check", "alice", "/weather")).Output.ShouldContain("and the spend cap leaves 0 more");
        await Cli.JsonAsync("users", "restrict", "alice", "warning");
        (await ReasonAsync()).ShouldBe("overageStopped");
        (await Cli.RunAsync("check", "alice", "/weather")).Output.ShouldContain("Because of a failed payment nothing beyond it is billed; pay the open invoice to go on.");
        await Cli.JsonAsync("users", "restrict", "alice", "limited");
        (await ReasonAsync()).ShouldBe("limitsLowered");
    }

    private async Task<string?> ReasonAsync()
    {
        var refused = await Cli.RunAsync("check", "alice", "/weather", "-o", "json");
        refused.ExitCode.ShouldBe(1);
        return refused.Json.GetProperty("reason").GetString();
    }

    [Fact]
    public async Task Check_Suspended_IsRefusedAsSuch()
    {
        await Cli.JsonAsync("users", "restrict", "alice", "suspended");

        (await Cli.RunAsync("check", "alice", "/weather", "-o", "json")).Json.GetProperty("outcome").GetString().ShouldBe("suspended");
    }

    [Fact]
    public async Task Check_AnonymousAddressAndKey_AreSubjectsToo()
    {
        (await Cli.JsonAsync("check", "ip_203.0.113.7", "/weather")).GetProperty("plan").GetString().ShouldBe("anonymous");
        (await Cli.JsonAsync("check", "key_1", "/weather")).GetProperty("subject").GetString().ShouldBe("user_1");
    }

    [Theory]
    [InlineData("nobody", "/x", "no user 'nobody'")]
    [InlineData("ip_999.1.1.1", "/x", "no address")]
    [InlineData("alice", "reports", "no endpoint group 'reports'")]
    public async Task Check_UnknownSubjectOrEndpoint_SaysWhatThereIs(string subject, string endpoint, string expected)
    {
        var result = await Cli.RunAsync("check", subject, endpoint);

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain(expected);
    }

    [Fact]
    public async Task Usage_OneWindow_ShowsOnlyThatAndUnlimitedOnes()
    {
        await Cli.JsonAsync("check", "alice", "/weather", "--cost", "3");

        (await Used("day")).ShouldBe(3);
        var month = (await Cli.JsonAsync("usage", "alice", "--window", "month")).GetProperty("windows").EnumerateArray().ShouldHaveSingleItem();
        month.GetProperty("limit").GetString().ShouldBe("unlimited");
        month.GetProperty("used").GetInt64().ShouldBe(3);
        (await Cli.RunAsync("usage", "alice", "--window", "week")).ExitCode.ShouldBe(1);
    }

    private async Task<long> Used(string window) =>
        Window(await Cli.JsonAsync("usage", "alice"), "*", window).GetProperty("used").GetInt64();

    private static JsonElement Window(JsonElement answer, string scope, string window) => answer.GetProperty("windows").EnumerateArray()
        .Single(w => w.GetProperty("scope").GetString() == scope && w.GetProperty("window").GetString() == window);
}
