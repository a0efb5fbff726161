using System.Diagnostics;
using System.Text.Json;
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

    /// <summary>As recording rules, because promtool reads no dashboards.</summary>
    [Fact]
    public async Task Promtool_OnTheQueriesOfTheDashboard_FindsNothingWrong()
    {
        using var folder = new TestFolder();
        using var dashboard = JsonDocument.Parse(await File.ReadAllTextAsync(SourceTree.PathOf("ops", "grafana", "tollgate.json"), TestContext.Current.CancellationToken));
        var queries = dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .SelectMany(panel => panel.TryGetProperty("targets", out var targets) ? targets.EnumerateArray().ToList() : [])
            .Select(target => target.GetProperty("expr").GetString()!
                .Replace("$__rate_interval", "5m", StringComparison.Ordinal).Replace("$instance", "node", StringComparison.Ordinal))
            .ToList();
        queries.ShouldNotBeEmpty();
        queries.ShouldAllBe(query => !query.Contains('$'));
        var rules = queries.Select((query, i) => new { record = $"dashboard:query:{i}", expr = query });
        var file = folder.Write("dashboard.yml", JsonSerializer.Serialize(new { groups = new[] { new { name = "dashboard", rules } } })); // JSON is YAML

        var (exitCode, output) = await RunAsync(["check", "rules", file]);

        exitCode.ShouldBe(0, output);
        output.ShouldContain($"{queries.Count} rules found");
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
