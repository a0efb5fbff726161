using System.Text.Json;
using Shouldly;
using Xunit;

namespace Tollgate.Server.Tests.Commands;

public sealed class AdministeringCommandTests : IAsyncLifetime
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
    public async Task Setup_Twice_DoesNothingMore()
    {
        var again = await Cli.JsonAsync("setup");

        again.GetProperty("migrations").GetArrayLength().ShouldBe(0);
        again.GetProperty("addedPlans").GetArrayLength().ShouldBe(0);
        again.GetProperty("findings").GetArrayLength().ShouldBeGreaterThan(0); // the specified defaults can't all be reached
    }

    [Fact]
    public async Task Plans_Defaults_AreTheSpecifiedOnes()
    {
        var plans = (await Cli.JsonAsync("plans", "list")).GetProperty("plans").EnumerateArray().ToDictionary(p => p.GetProperty("name").GetString()!);

        foreach (var (name, minute, day) in new[] { ("free", 20, 100), ("basic", 40, 1_000), ("premium", 60, 10_000), ("enterprise", 100, 100_000) })
        {
            var limits = plans[name].GetProperty("limits");
            (limits.GetProperty("minute").GetInt64(), limits.GetProperty("hour").GetInt64(), limits.GetProperty("day").GetInt64(), limits.GetProperty("month").GetInt64())
                .ShouldBe((minute, 100, day, 30_000));
        }
    }

    [Fact]
    public async Task Credits_GrantedAndSpent_AreShownAndRefuseWithoutThem()
    {
        var file = _folder.Write("plans.yaml", "plans: [{ name: prepaid, limits: { minute: 60 }, credits: true }]");
        await Cli.JsonAsync("plans", "apply", file);
        await Cli.JsonAsync("users", "add", "ann", "--plan", "prepaid");
        (await Cli.JsonAsync("users", "grant", "ann", "3", "--reference", "invoice 7", "--reason", "goodwill")).GetProperty("isNew").GetBoolean().ShouldBeTrue();
        (await Cli.JsonAsync("users", "grant", "ann", "3", "--reference", "invoice 7")).GetProperty("isNew").GetBoolean().ShouldBeFalse();

        (await Cli.JsonAsync("check", "ann", "GET /")).GetProperty("admitted").GetBoolean().ShouldBeTrue();

        var credits = await Cli.JsonAsync("users", "credits", "ann");
        credits.GetProperty("granted").GetInt64().ShouldBe(3);
        credits.GetProperty("grants")[0].GetProperty("grant").GetProperty("reason").GetString().ShouldBe("goodwill");
        (await Cli.JsonAsync("plans", "show", "prepaid")).GetProperty("credits").GetBoolean().ShouldBeTrue();
        (await Cli.RunAsync("users", "credits", "ann")).Output.ShouldContain("of 3 granted");
        (await Cli.RunAsync("users", "show", "ann")).Output.ShouldContain("credits 3");
    }

    [Fact]
    public async Task PlansApply_DryRunThenRealThenAgain_IsDeclarative()
    {
        var file = _folder.Write("plans.yaml", "plans: [{ name: pro, limits: { minute: 60, hour: 1000, day: 10000, month: 200000 } }]");

        ChangeOf(await Cli.JsonAsync("plans", "apply", file, "--dry-run")).ShouldBe("added");
        ChangeOf(await Cli.JsonAsync("plans", "apply", file)).ShouldBe("added");
        ChangeOf(await Cli.JsonAsync("plans", "apply", file)).ShouldBe("unchanged");
        _folder.Write("plans.yaml", "plans: [{ name: pro, limits: { minute: 61, hour: 1000, day: 10000, month: 200000 } }]");
        var changed = await Cli.JsonAsync("plans", "apply", file);

        ChangeOf(changed).ShouldBe("changed");
        changed.GetProperty("changes")[0].GetProperty("differences")[0].GetString().ShouldBe("limits.minute: 60 → 61");
        (await Cli.JsonAsync("plans", "show", "pro")).GetProperty("version").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task PlansShow_AsYaml_CanBeAppliedUnchanged()
    {
        var yaml = await Cli.RunAsync("plans", "list", "--output", "yaml");
        var file = _folder.Write("all.yaml", yaml.Output);

        var again = await Cli.JsonAsync("plans", "apply", file, "--prune");

        again.GetProperty("changes").EnumerateArray().Select(c => c.GetProperty("change").GetString()).ShouldAllBe(c => c == "unchanged");
    }

    [Fact]
    public async Task PlansApply_BadFile_NamesFileLineAndKeyAndChangesNothing()
    {
        var file = _folder.Write("bad.yaml", "plans:\n  - name: pro\n    limts: { minute: 1 }\n");

        var result = await Cli.RunAsync("plans", "apply", file);

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("line 3: a plan has no key 'limts'; did you mean 'limits'?");
        (await Cli.RunAsync("plans", "show", "pro")).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task PlansLint_UnreachableLimit_ExitsWith1AndSaysWhy()
    {
        var good = _folder.Write("good.yaml", "plans: [{ name: a, limits: { minute: 10, hour: 100 } }]");
        var bad = _folder.Write("lint.yaml", "plans: [{ name: a, limits: { hour: 100, day: 10000 } }]");

        (await Cli.RunAsync("plans", "lint", good)).ExitCode.ShouldBe(0);
        var result = await Cli.RunAsync("plans", "lint", bad, "--output", "json");
        result.ExitCode.ShouldBe(1);
        result.Json.GetProperty("findings")[0].GetProperty("message").GetString()!.ShouldContain("2,400");
    }

    [Fact]
    public async Task UsersAdd_NewUser_ShowsTheKeyOnce()
    {
        var added = await Cli.JsonAsync("users", "add", "alice", "--plan", "basic");

        added.GetProperty("apiKey").GetString()!.ShouldStartWith("tg_live_");
        added.GetProperty("subject").GetString().ShouldBe("user_1");
        added.GetProperty("plan").GetString().ShouldBe("basic");
        var shown = await Cli.RunAsync("users", "show", "alice", "--output", "json");
        shown.Output.ShouldNotContain(added.GetProperty("apiKey").GetString()!);
        shown.Json.GetProperty("limits").GetProperty("minute").GetInt64().ShouldBe(40);
        (await Cli.RunAsync("users", "add", "alice")).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Users_SubscribeLimitRestrictAccess_ChangeWhatHolds()
    {
        await Cli.JsonAsync("users", "add", "bob");
        (await Cli.JsonAsync("users", "subscribe", "bob", "--plan", "premium", "--status", "past_due", "--period-start", "2026-01-31"))
            .GetProperty("subscription").GetProperty("status").GetString().ShouldBe("pastDue");
        await Cli.JsonAsync("users", "limit", "bob", "minute", "1_000");
        (await MinuteOf("bob")).ShouldBe(1_000);
        await Cli.JsonAsync("users", "restrict", "bob", "limited");
        (await MinuteOf("bob")).ShouldBe(250);
        await Cli.JsonAsync("users", "restrict", "bob", "none");
        (await Cli.JsonAsync("users", "clear-limit", "bob", "minute")).GetProperty("removed").GetBoolean().ShouldBeTrue();
        (await MinuteOf("bob")).ShouldBe(60);
        (await Cli.JsonAsync("users", "access", "bob", "deny")).GetProperty("access").GetString().ShouldBe("deny");

        var denied = await Cli.RunAsync("check", "bob", "/x", "--output", "json");
        denied.ExitCode.ShouldBe(1);
        denied.Json.GetProperty("outcome").GetString().ShouldBe("denied");
    }

    [Fact]
    public async Task Users_SeatsTrialCapAndChangeOfPlan_AreShown()
    {
        var file = _folder.Write("plans.yaml", """
            plans:
              - { name: team, limits: { month: 100 }, perSeat: true, trial: { limits: { month: 5 } }, overage: { meter: units, price: price_m, unitAmount: "0.5", currency: usd }, month: subscription }
              - { name: big, limits: { month: 900 }, onChange: reset, prices: [price_a, price_b] }
            """);
        await Cli.JsonAsync("plans", "apply", file);
        await Cli.JsonAsync("users", "add", "dora", "--plan", "team");
        (await Cli.JsonAsync("users", "subscribe", "dora", "--quantity", "3", "--trial-end", "2999-01-01")).GetProperty("subscription").GetProperty("status").GetString().ShouldBe("trialing");
        (await Cli.JsonAsync("users", "show", "dora")).GetProperty("limits").GetProperty("month").GetInt64().ShouldBe(15);
        await Cli.JsonAsync("users", "subscribe", "dora", "--status", "active");
        (await Cli.JsonAsync("users", "cap", "dora", "50", "USD")).GetProperty("spendCap").GetProperty("currency").GetString().ShouldBe("usd");

        var shown = await Cli.JsonAsync("users", "show", "dora");
        shown.GetProperty("limits").GetProperty("month").GetInt64().ShouldBe(300 + 100);
        shown.GetProperty("included").GetProperty("month").GetInt64().ShouldBe(300);
        shown.GetProperty("user").GetProperty("spendCap").GetProperty("amount").GetInt64().ShouldBe(50);
        var text = (await Cli.RunAsync("users", "show", "dora")).Output;
        text.ShouldContain("month 300 included, more is billed up to 400");
        text.ShouldContain("Spend cap: 50 usd");
        text.ShouldContain("Seats: 3");
        (await Cli.RunAsync("check", "dora", "/")).Output.ShouldContain("The month includes 300 units; 0 beyond them are billed so far, 100 more may be.");

        var preview = await Cli.JsonAsync("plans", "preview", "dora", "big");
        preview.GetProperty("month").GetProperty("used").GetInt64().ShouldBe(1);
        preview.GetProperty("policies").EnumerateArray().Single(p => p.GetProperty("applies").GetBoolean()).GetProperty("limit").GetInt64().ShouldBe(901);
        preview.GetProperty("billed").GetProperty("prices").GetArrayLength().ShouldBe(2);
        (await Cli.RunAsync("plans", "preview", "dora", "team", "--quantity", "5")).Output.ShouldContain("Units beyond the 500 included in a period are billed at 0.5 usd (minor units) each.");
        (await Cli.RunAsync("users", "subscribe", "dora", "--plan", "big")).Output.ShouldContain(": 901");
        (await Cli.JsonAsync("users", "cap", "dora", "none")).GetProperty("removed").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("users cap ann 5", "currency")]
    [InlineData("users cap ann none usd", "takes no currency")]
    [InlineData("users cap ann 1.5 usd", "no amount")]
    [InlineData("users cap ann -1 usd", "-1")]
    public async Task UsersCap_WrongWords_IsRefusedBeforeAnythingIsDone(string line, string expected)
    {
        var result = await Cli.RunAsync(line.Split(' '));

        result.ExitCode.ShouldNotBe(0);
        (result.Error + result.Output).ShouldContain(expected);
    }

    [Fact]
    public async Task Keys_CreateListRotateRevoke_Work()
    {
        await Cli.JsonAsync("users", "add", "carol", "--no-key");
        var created = await Cli.JsonAsync("keys", "create", "carol", "--name", "ci", "--limits", "minute=5,PT15M=50", "--expires", "2099-01-01");
        var subject = created.GetProperty("subject").GetString()!;
        created.GetProperty("apiKey").GetString()!.ShouldStartWith("tg_live_");
        created.GetProperty("limits").GetProperty("PT15M").GetInt64().ShouldBe(50);

        var rotated = await Cli.JsonAsync("keys", "rotate", subject, "--overlap", "1h");
        rotated.GetProperty("apiKey").GetString().ShouldNotBe(created.GetProperty("apiKey").GetString());
        (await Cli.JsonAsync("keys", "revoke", subject)).GetProperty("revokedAt").ValueKind.ShouldBe(JsonValueKind.String);
        var list = await Cli.RunAsync("keys", "list", "carol", "--output", "json");

        list.Json.GetProperty("keys").GetArrayLength().ShouldBe(2);
        list.Output.ShouldNotContain("tg_live_");
    }

    [Fact]
    public async Task Tables_AnyText_AreCleanOfControlCharacters()
    {
        await Cli.JsonAsync("users", "add", "[red]x[/] \u202E", "--no-key");

        var result = await Cli.RunAsync("users", "list");

        result.Output.ShouldContain("[red]x[/] \\u202e");
    }

    [Fact]
    public async Task Doctor_FreshDatabase_IsHealthy()
    {
        var report = await Cli.JsonAsync("doctor");

        report.GetProperty("healthy").GetBoolean().ShouldBeTrue();
        report.GetProperty("findings")[0].GetProperty("name").GetString().ShouldBe("schema");
    }

    private async Task<long> MinuteOf(string user) =>
        (await Cli.JsonAsync("users", "show", user)).GetProperty("limits").GetProperty("minute").GetInt64();

    private static string? ChangeOf(JsonElement applied) => applied.GetProperty("changes")[0].GetProperty("change").GetString();
}
