using Shouldly;
using Xunit;

namespace Tollgate.Server.Tests.Commands;

/// <summary>Exit codes and messages when a command is not understood or can't work.</summary>
public sealed class WrongUsageTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private Cli Cli => new(_folder.DatabasePath);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bogus")]
    [InlineData("plans")]
    [InlineData("plans apply")]
    [InlineData("plans list --output xml")]
    [InlineData("setup --preset other")]
    [InlineData("check alice")]
    [InlineData("check alice /x --cost -1")]
    [InlineData("check alice /x --cost 1000000001")]
    [InlineData("check alice /x --cost many")]
    [InlineData("usage alice --window fortnight")]
    [InlineData("users restrict alice very")]
    [InlineData("users restrict alice 3")]
    [InlineData("users limit alice minute -5")]
    [InlineData("users subscribe alice --status gone")]
    [InlineData("users subscribe alice --period-start yesterdayish")]
    [InlineData("keys create alice --limits minute")]
    [InlineData("keys create alice --limits minute=5,minute=6")]
    [InlineData("keys rotate key_1 --overlap 5")]
    [InlineData("simulate --log x.log")]
    [InlineData("simulate --log x.log --limits minute=20 --plan free")]
    [InlineData("simulate --log x.log --limits minute=20 --by session")]
    [InlineData("serve --port 8080")]
    public async Task Command_WrongUsage_ExitsWith2AndAnswersNothing(string line)
    {
        var result = await Cli.RunAsync(line.Split(' '));

        result.ExitCode.ShouldBe(2);
        result.Output.ShouldBeEmpty();
        result.Error.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("users list")]
    [InlineData("plans show free")]
    [InlineData("check alice /x")]
    [InlineData("serve --demo-upstream")]
    public async Task Command_NoSchema_SaysToRunSetup(string line)
    {
        var result = await Cli.RunAsync(line.Split(' '));

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("tollgate setup");
        result.Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("users list")]
    [InlineData("setup")]
    public async Task Command_ServerNotThere_SaysWhyWithoutThePassword(string line)
    {
        var result = await new Cli("Host=127.0.0.1;Port=1;Database=x;Username=u;Password=s3cr3t-w0rd").RunAsync(line.Split(' '));

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("can't be used");
        result.Error.ShouldContain("127.0.0.1:1");
        result.Error.ShouldNotContain("s3cr3t-w0rd");
        result.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Serve_SeveralWrongSettings_ReportsAllAtOnce()
    {
        var result = await Cli.RunAsync("serve", "--urls", "http://not an address", "--admin-urls", "ftp://x", "--upstream", "nonsense");

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("--urls");
        result.Error.ShouldContain("--admin-urls");
        result.Error.ShouldContain("--upstream");
    }

    [Fact]
    public async Task Serve_NoUpstream_SaysWhatToGive()
    {
        (await Cli.RunAsync("setup")).ExitCode.ShouldBe(0);

        var result = await Cli.RunAsync("serve");

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("--demo-upstream");
    }
}
