using System.Net;
using System.Text.RegularExpressions;
using Shouldly;
using Tollgate.Server.Tests.Architecture;
using Tollgate.Testing;
using Xunit;

namespace Tollgate.Server.Tests.Telemetry;

/// <summary>The metrics of a real node.</summary>
public sealed partial class MetricsTests : IClassFixture<ScrapedNode>
{
    private readonly ScrapedNode _node;

    public MetricsTests(ScrapedNode node, PostgresServer postgres)
    {
        _ = postgres.ServerConnectionString; // skips without a server
        _node = node;
    }

    private Scrape Scrape => _node.Scrape;

    [Fact]
    public void Requests_ByOutcome_AreThoseThatWereSent()
    {
        Scrape.Sum("tollgate_recording_requests_total", "outcome=\"admitted\"").ShouldBe(ScrapedNode.Admitted + 1);
        Scrape.Sum("tollgate_recording_requests_total", "outcome=\"quota_exceeded\"").ShouldBe(ScrapedNode.Refused);
        Scrape.Sum("http_server_request_duration_seconds_count", "http_response_status_code=\"429\"").ShouldBe(ScrapedNode.Refused);
        Scrape.Sum("tollgate_limiting_decision_wait_duration_seconds_count", "result=\"served\"").ShouldBeGreaterThan(0);
        Scrape.Sum("tollgate_limiting_ledger_available").ShouldBe(1);
        Scrape.Sum("tollgate_entitling_change_feed_listening").ShouldBe(1);
        Scrape.Sum("tollgate_limiting_nodes").ShouldBe(1);
    }

    [Fact]
    public void Documentation_EveryMetric_IsTheOnesThatComeOut()
    {
        var documented = Row().Matches(File.ReadAllText(SourceTree.PathOf("docs", "reference", "metrics.md")))
            .Select(m => m.Groups["prometheus"].Value).ToList();
        var types = Type().Matches(Scrape.Text).Where(m => m.Groups["name"].Value.StartsWith("tollgate_", StringComparison.Ordinal))
            .Select(m => m.Groups["name"].Value);

        documented.Count.ShouldBeGreaterThan(20);
        documented.Order(StringComparer.Ordinal).ShouldBe(types.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Labels_OfAllMetrics_AreFewAndTellNobodyApart()
    {
        foreach (var secret in new[] { _node.ApiKey, ScrapedNode.UserName, ScrapedNode.Address, "user_1", "secret-city", "sk_test_scraped", "whsec_scraped", "Password", "Username" })
        {
            Scrape.Text.ShouldNotContain(secret);
        }

        Scrape.Labels.Where(l => Forbidden().IsMatch(l)).ShouldBeEmpty();
        Scrape.Names.Count.ShouldBeLessThan(200);
        Scrape.Text.Split('\n').Length.ShouldBeLessThan(1_000);
    }

    [Fact]
    public async Task Metrics_OnThePublicListener_AreNotThere()
    {
        using var client = new HttpClient { BaseAddress = _node.PublicUrl };
        using var response = await client.GetAsync("/metrics", TestContext.Current.CancellationToken);

        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("tollgate_");
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound); // the demo API's answer
    }

    [GeneratedRegex(@"^\|[^|]*\|[^|]*\| `(?<prometheus>tollgate_[a-z_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^# TYPE (?<name>\S+) ", RegexOptions.Multiline)]
    private static partial Regex Type();

    [GeneratedRegex("subject|user|key|client_address|path$|query")]
    private static partial Regex Forbidden();
}
