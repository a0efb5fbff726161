using Microsoft.Data.Sqlite;
using Shouldly;
using Tollgate.Server.Tests.Commands;
using Xunit;

namespace Tollgate.Server.Tests.Billing;

public sealed class RestrictionCommandTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Cli Cli => new(_folder.DatabasePath);

    public async ValueTask InitializeAsync()
    {
        (await Cli.RunAsync("setup")).ExitCode.ShouldBe(0);
        await Cli.JsonAsync("users", "add", "ann", "--plan", "premium", "--no-key");
        await using var connection = new SqliteConnection($"Data Source={_folder.DatabasePath}");
        await OwingCustomer.SeedAsync(connection, 1, TimeProvider.System.GetUtcNow().AddDays(-30), Token);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task HoldReleaseForgive_OfWhoOwes_ShowAndLift()
    {
        var until = TimeProvider.System.GetUtcNow().AddDays(20).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

        var held = (await Cli.JsonAsync("users", "hold", "ann", "--at-most", "warning", "--until", until, "--reason", "talks", "--by", "bob")).GetProperty("restriction");
        (held.GetProperty("level").GetString(), held.GetProperty("nextLevel").GetString()).ShouldBe(("warning", "suspended"));
        (held.GetProperty("hold").GetProperty("by").GetString(), held.GetProperty("hold").GetProperty("reason").GetString()).ShouldBe(("bob", "talks"));
        (await Cli.JsonAsync("users", "release", "ann")).GetProperty("restriction").GetProperty("level").GetString().ShouldBe("suspended");

        var shown = (await Cli.RunAsync("users", "show", "ann")).Output;
        shown.ShouldContain("Restriction: suspended since ");
        shown.ShouldContain("and was not paid in time.");
        shown.ShouldContain("Pay at: https://pay.example/in_seed");
        shown.ShouldContain("12.90 EUR");
        shown.ShouldContain("card_declined");
        shown.ShouldNotContain("seed@example.com");
        (await Cli.RunAsync("keys", "create", "ann")).Error.ShouldContain("is suspended, which allows no new keys");

        var forgiven = await Cli.JsonAsync("billing", "forgive", OwingCustomer.Invoice, "--reason", "goodwill");
        forgiven.GetProperty("user").GetString().ShouldBe("user_1");
        forgiven.GetProperty("invoice").GetProperty("forgivenBy").GetString()!.ShouldEndWith(": goodwill");
        var after = (await Cli.JsonAsync("users", "show", "ann")).GetProperty("restriction");
        (after.GetProperty("level").GetString(), after.GetProperty("openInvoices").GetArrayLength()).ShouldBe(("none", 0));
        (await Cli.RunAsync("keys", "create", "ann")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Commands_WrongInput_SayWhatToDo()
    {
        (await Cli.RunAsync("users", "release", "ann")).Error.ShouldContain("has no hold to end");
        (await Cli.RunAsync("billing", "forgive", "in_none")).Error.ShouldContain("There is no invoice 'in_none'");
        (await Cli.RunAsync("users", "hold", "ann", "--at-most", "warning", "--until", "2020-01-01", "--reason", "x")).Error.ShouldContain("and within a year");
        (await Cli.RunAsync("users", "hold", "ann", "--at-most", "warning")).ExitCode.ShouldBe(2);
    }
}
