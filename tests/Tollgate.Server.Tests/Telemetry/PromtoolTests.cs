using System.Diagnostics;
using Shouldly;
using Tollgate.Server.Tests.Architecture;
using Xunit;

namespace Tollgate.Server.Tests.Telemetry;

/// <summary>Prometheus's own tool reads the rules and runs their tests.</summary>
public sealed class PromtoolTests
{
    [Theory]
    [InlineData("check", "rules", "alerts.yml")]
    [InlineData("test", "rules", "alerts.test.yml")]
    public async Task Promtool_OnTheRules_FindsNothingWrong(params string[] words)
    {
        var (exitCode, output) = await RunAsync(words);

        exitCode.ShouldBe(0, output);
        output.ShouldContain("SUCCESS");
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string[] words)
    {
        var start = new ProcessStartInfo(Find(), words)
        {
            WorkingDirectory = SourceTree.PathOf("ops", "prometheus"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }

    private static string Find()
    {
        const string Missing = "promtool is not installed; on Debian it comes with 'apt-get update && apt-get install -y prometheus'.";
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "promtool")).FirstOrDefault(File.Exists);
        if (found is null && Environment.GetEnvironmentVariable("CI") == "true")
        {
            throw new InvalidOperationException(Missing);
        }

        Assert.SkipWhen(found is null, Missing);
        return found!;
    }
}
