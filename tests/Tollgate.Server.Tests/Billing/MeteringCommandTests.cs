using System.Text.Json;
using Shouldly;
using Tollgate.Server.Tests.Commands;
using Tollgate.Server.Tests.Processes;
using Tollgate.StripeFake;
using Xunit;

namespace Tollgate.Server.Tests.Billing;

/// <summary><c>tollgate billing sync|report|events|retry|cancel</c>, without a payment provider and with one that refuses and then takes.</summary>
public sealed class MeteringCommandTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private MeteredAccount _account = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Cli Cli => new(_folder.DatabasePath);

    public async ValueTask InitializeAsync()
    {
        (await Cli.RunAsync("setup")).ExitCode.ShouldBe(0);
        _account = await MeteredAccount.StartAsync();
        await _account.SubscribeAsync(_folder.DatabasePath);
    }

    public async ValueTask DisposeAsync()
    {
        await _account.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Sync_WithoutAProvider_WorksOutAndSaysWhyNothingWasSent()
    {
        await _account.UseAsync(120);
        (await Cli.RunAsync("usage", "report")).ExitCode.ShouldBe(0); // sums

        var preview = await Cli.JsonAsync("billing", "sync", "--dry-run");
        (preview.GetProperty("dryRun").GetBoolean(), UnitsOf(preview.GetProperty("planned"))).ShouldBe((true, 20));
        (await ListAsync()).ShouldBeEmpty();

        var run = await Cli.JsonAsync("billing", "sync");
        (run.GetProperty("sent").GetInt64(), run.GetProperty("waiting").GetInt64(), run.GetProperty("waitingUnits").GetInt64()).ShouldBe((0, 1, 20));
        run.GetProperty("notes").EnumerateArray().ShouldHaveSingleItem().GetString().ShouldBe("Nothing was sent: no payment provider with a key is configured.");
        (await ListAsync("--state", "pending", "--user", MeteredAccount.UserName)).ShouldHaveSingleItem().GetProperty("attempts").GetInt32().ShouldBe(0);
        (await ListAsync("--state", "failed")).ShouldBeEmpty();
        (await Cli.RunAsync("billing", "sync")).Output.ShouldContain("0 events of 0 units; sent 0 of 0 units, 1 wait, 0 failed, 0 unknown.");
        (await Cli.RunAsync("billing", "events")).Output.ShouldContain("pending");
    }

    [Fact]
    public async Task Sync_OneUser_BillsTheRunningHourToo()
    {
        await _account.User.UseAsync(MeteredAccount.PlanName, (TimeProvider.System.GetUtcNow(), 130));

        UnitsOf((await Cli.JsonAsync("billing", "sync")).GetProperty("planned")).ShouldBe(0);
        UnitsOf((await Cli.JsonAsync("billing", "sync", "--user", MeteredAccount.UserName)).GetProperty("planned")).ShouldBe(30);
    }

    [Fact]
    public async Task Cancel_OfAnEventThatWaits_WaivesItsUnits()
    {
        await _account.UseAsync(120);
        var identifier = IdentifierOf(await Cli.JsonAsync("billing", "sync"));

        (await Cli.RunAsync("billing", "retry", identifier)).Output.ShouldContain($"{identifier} is sent with the next run");
        (await Cli.RunAsync("billing", "cancel", identifier)).Output.ShouldContain($"{identifier} is not billed.");

        (await ListAsync()).ShouldHaveSingleItem().GetProperty("state").GetString().ShouldBe("waived");
        UnitsOf((await Cli.JsonAsync("billing", "sync")).GetProperty("planned")).ShouldBe(0);
        (await Cli.RunAsync("billing", "retry", identifier)).Error.ShouldContain($"'{identifier}' is waived: there is nothing to try again; it must be pending, unknown or failed.");
        (await Cli.RunAsync("billing", "cancel", identifier)).Error.ShouldContain("it is not billed anyway");
        var report = await Cli.JsonAsync("billing", "report");
        report.GetProperty("isProblem").GetBoolean().ShouldBeFalse();
        report.GetProperty("lines").EnumerateArray().ShouldHaveSingleItem().GetProperty("summed").GetInt64().ShouldBe(120);
    }

    [Fact]
    public async Task RefusedEvent_RetriedAndTakenBack_IsAccountedForAtEveryStep()
    {
        await _account.UseAsync(120);
        _account.Stripe.Faults.Add(new StripeFakeFault(StripeFakeFaultKind.Error) { Path = "/v1/billing/meter_events", Status = 400 });
        var (refusedCode, refused) = await RunAsync("sync");
        (refusedCode, refused.GetProperty("failed").GetInt64(), refused.GetProperty("sent").GetInt64()).ShouldBe((1, 1, 0));
        var failed = (await ListAsync("--state", "failed")).ShouldHaveSingleItem();
        failed.GetProperty("error").GetString().ShouldNotBeNullOrEmpty();
        (await Cli.RunAsync("billing", "report")).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(1), r => r.Output.ShouldContain("Some lines need a person; see their differences."));

        var retried = (await Cli.RunAsync("billing", "retry", failed.GetProperty("identifier").GetString()!)).Output;
        retried.ShouldContain("is given up; its units are worked out anew");
        var (sentCode, sent) = await RunAsync("sync");
        (sentCode, sent.GetProperty("sent").GetInt64(), sent.GetProperty("sentUnits").GetInt64()).ShouldBe((0, 1, 20));
        var (reportCode, report) = await RunAsync("report", "--verify");
        (reportCode, LineOf(report, "acknowledged"), LineOf(report, "billable")).ShouldBe((0, 20, 20));

        (await Cli.RunAsync("billing", "cancel", IdentifierOf(sent))).Output.ShouldContain("is taken back with the next run");
        (await RunAsync("sync")).Code.ShouldBe(0);
        (await ListAsync("--state", "waived")).ShouldHaveSingleItem().GetProperty("identifier").GetString().ShouldBe(IdentifierOf(sent));
        LineOf((await RunAsync("report", "--verify")).Answer, "acknowledged").ShouldBe(0);
    }

    [Fact]
    public async Task Commands_WrongInput_SayWhatToDo()
    {
        (string Expected, string[] Words)[] wrong =
        [
            ("There is no meter event 'nothing'. `tollgate billing events` lists them.", ["retry", "nothing"]),
            ("There is no meter event 'nothing'", ["cancel", "nothing"]),
            ("take is 0; use 1 to 10000", ["events", "--take", "0"]),
            ("There is no user 'nobody'", ["events", "--user", "nobody"]),
            ("There is no user 'nobody'", ["sync", "--user", "nobody"]),
            ("No payment provider", ["report", "--verify"]),
            ("--dry-run looks at all users; leave --user out.", ["sync", "--dry-run", "--user", "ada"]),
        ];

        foreach (var (expected, words) in wrong)
        {
            var result = await Cli.RunAsync(["billing", .. words]);
            result.ExitCode.ShouldNotBe(0, expected);
            result.Error.ShouldContain(expected);
        }
    }

    /// <summary>Runs a command where Stripe is configured: settings of the environment need a process of their own.</summary>
    private async Task<(int Code, JsonElement Answer)> RunAsync(params string[] words)
    {
        var (code, output, error) = await TollgateProcess.RunAsync(["billing", .. words, "--database", _folder.DatabasePath, "-o", "json"], Token, _account.Environment);
        output.ShouldNotBeEmpty(error);
        return (code, JsonElement.Parse(output));
    }

    private async Task<List<JsonElement>> ListAsync(params string[] options) =>
        [.. (await Cli.JsonAsync(["billing", "events", .. options])).GetProperty("events").EnumerateArray()];

    private static string IdentifierOf(JsonElement run) => run.GetProperty("planned").EnumerateArray().ShouldHaveSingleItem().GetProperty("identifier").GetString()!;

    private static long UnitsOf(JsonElement events) => events.EnumerateArray().Sum(e => e.GetProperty("units").GetInt64());

    private static long LineOf(JsonElement report, string field) => report.GetProperty("lines").EnumerateArray().ShouldHaveSingleItem().GetProperty(field).GetInt64();
}
