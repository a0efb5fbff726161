using System.Globalization;
using Shouldly;
using Tollgate.Server.Commands;
using Xunit;

namespace Tollgate.Server.Tests.Commands;

/// <summary>The program calls itself "tollgate", whatever file it was started from.</summary>
public sealed class HelpTests
{
    [Theory]
    [InlineData("--help", "tollgate [command] [options]")]
    [InlineData("-h", "tollgate [command] [options]")]
    [InlineData("plans apply --help", "tollgate plans apply <FILE> [options]")]
    [InlineData("users --help", "tollgate users [command] [options]")]
    public async Task Help_OfACommand_ShowsUsageUnderTheProgramsName(string line, string usage)
    {
        var (exitCode, output, error) = await RunAsync(line);

        exitCode.ShouldBe(0);
        error.ShouldBeEmpty();
        output.ShouldContain(usage);
        output.ShouldNotContain("Tollgate.Server");
        output.ShouldContain("--database");
    }

    [Fact]
    public async Task Version_Asked_IsTheProducts()
    {
        var (exitCode, output, _) = await RunAsync("--version");

        exitCode.ShouldBe(0);
        output.Trim().Split('+')[0].ShouldBe(ProductVersion.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("bogus")]
    [InlineData("plans bogus")]
    [InlineData("users add")]
    [InlineData("serve --port 8080")]
    public async Task Mistake_Reported_NeverNamesTheAssembly(string line)
    {
        var (exitCode, output, error) = await RunAsync(line);

        exitCode.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldNotBeEmpty();
        error.ShouldNotContain("Tollgate.Server");
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string line)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var exitCode = await CommandLine.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
