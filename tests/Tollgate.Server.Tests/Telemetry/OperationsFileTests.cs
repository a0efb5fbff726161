using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Tollgate.Server.Tests.Architecture;
using Tollgate.Testing;
using Xunit;

namespace Tollgate.Server.Tests.Telemetry;

/// <summary>Dashboard and alert rules in ops/ fit the metrics that a real node has.</summary>
public sealed partial class OperationsFileTests : IClassFixture<ScrapedNode>
{
    private static readonly string Rules = SourceTree.PathOf("ops", "prometheus", "alerts.yml");
    private static readonly string RuleTests = SourceTree.PathOf("ops", "prometheus", "alerts.test.yml");

    private readonly ScrapedNode _node;

    public OperationsFileTests(ScrapedNode node, PostgresServer postgres)
    {
        _ = postgres.ServerConnectionString; // skips without a server
        _node = node;
    }

    [Fact]
    public void Dashboard_EveryMetric_Exists()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(SourceTree.PathOf("ops", "grafana", "tollgate.json")));
        var expressions = Expressions(dashboard.RootElement).ToList();

        expressions.Count.ShouldBeGreaterThan(20);
        expressions.SelectMany(MetricsOf).Distinct().Where(m => !_node.Scrape.Names.Contains(m)).ShouldBeEmpty();
    }

    [Fact]
    public void Dashboard_EveryPanel_SaysWhatItShows()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(SourceTree.PathOf("ops", "grafana", "tollgate.json")));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().Where(p => p.GetProperty("type").GetString() != "row").ToList();

        panels.ShouldAllBe(p => p.GetProperty("title").GetString() != "" && p.GetProperty("description").GetString()!.EndsWith('.'));
        panels.Select(p => p.GetProperty("id").GetInt32()).ShouldBeUnique();
    }

    [Fact]
    public void Rules_EveryMetric_Exists()
    {
        var expressions = string.Join('\n', File.ReadAllLines(Rules).Where(l => !l.Contains("description:", StringComparison.Ordinal)));

        MetricsOf(expressions).Distinct().Where(m => !_node.Scrape.Names.Contains(m)).ShouldBeEmpty();
    }

    [Fact]
    public void Rules_EveryAlert_HasATest()
    {
        var alerts = Alert().Matches(File.ReadAllText(Rules)).Select(m => m.Groups[1].Value).ToList();
        var tests = File.ReadAllText(RuleTests);

        alerts.Count.ShouldBeGreaterThan(10);
        alerts.Where(a => !tests.Contains(a, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static IEnumerable<string> Expressions(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Expressions),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p =>
            p.NameEquals("expr") || p.NameEquals("query") && p.Value.ValueKind == JsonValueKind.String ? [p.Value.GetString()!] : Expressions(p.Value)),
        _ => [],
    };

    private static IEnumerable<string> MetricsOf(string expression) => Metric().Matches(Grouping().Replace(expression, "")).Select(m => m.Value);

    [GeneratedRegex(@"\b(tollgate|http|dotnet|kestrel|db|process)_[a-z0-9_]*[a-z0-9](?!\w|\s*[=!]~?"")")]
    private static partial Regex Metric();

    [GeneratedRegex(@"\bby \([^)]*\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex Alert();
}
