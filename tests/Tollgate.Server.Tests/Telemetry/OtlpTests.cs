using System.Text.Json;
using Shouldly;
using Tollgate.Server.Tests.Processes;
using Tollgate.Testing;
using Xunit;

namespace Tollgate.Server.Tests.Telemetry;

/// <summary>What a node sends to a collector.</summary>
public sealed class OtlpTests(PostgresServer postgres)
{
    private const string Address = "203.0.113.78";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Serve_WithACollector_SendsSpansAndMetricsAndNoSecret()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var collector = await OtlpCollector.StartAsync(Cancel);
        (await TollgateProcess.RunAsync(["setup", "--database", database], Cancel)).ExitCode.ShouldBe(0);
        var added = await TollgateProcess.RunAsync(["users", "add", "hildegard", "--plan", "free", "--database", database, "--output", "json"], Cancel);
        var key = JsonDocument.Parse(added.Output).RootElement.GetProperty("apiKey").GetString()!;

        string nodeName;
        await using (var node = await TollgateProcess.ServeAsync(database, ["--demo-upstream"], Settings(collector.Url), Cancel))
        {
            nodeName = await CallAsync(node, key);
            (await node.InterruptAsync(Cancel)).ShouldBe(0, node.Error); // sends what is left
            node.Error.Trim().ShouldBeEmpty();
        }

        var spans = collector.Received("traces");
        foreach (var expected in new[] { "tollgate.decision.wait", "tollgate.ledger.batch", "tollgate.usage.flush", "service.name", "tollgate", "service.instance.id", nodeName, "GET {**path}" })
        {
            spans.ShouldContain(expected);
        }

        collector.Received("metrics").ShouldContain("tollgate.recording.requests");
        foreach (var secret in new[] { key, Address, "hildegard", "user_1", "Username=", "top-secret" })
        {
            spans.ShouldNotContain(secret);
            collector.Received("metrics").ShouldNotContain(secret);
        }
    }

    [Fact]
    public async Task Serve_BadCollectorAddress_DoesNotStart()
    {
        using var folder = new TestFolder();
        (await TollgateProcess.RunAsync(["setup", "--database", folder.DatabasePath], Cancel)).ExitCode.ShouldBe(0);

        var exception = await Should.ThrowAsync<InvalidOperationException>(() => TollgateProcess.ServeAsync(
            folder.DatabasePath, ["--demo-upstream"], new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "collector:4317" }, Cancel));

        exception.Message.ShouldContain("OTEL_EXPORTER_OTLP_ENDPOINT");
        exception.Message.ShouldNotContain("   at ");
    }

    private static Dictionary<string, string> Settings(string collector) => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        ["Tollgate__Identifying__TrustedProxies__0"] = "127.0.0.1",
        ["Tollgate__Identifying__ApiKeyQueryParameter"] = "key",
        ["Tollgate__Limiting__DecisionTimeout"] = "00:00:20", // a busy machine is no reason to refuse
    };

    /// <summary>A key in a header, one in the query, and an address: none may get into a span. Returns the node's name.</summary>
    private static async Task<string> CallAsync(TollgateProcess node, string key)
    {
        var nodeName = "";
        using var client = new HttpClient { BaseAddress = node.PublicUrl };
        foreach (var path in new[] { "/weather", $"/weather?key={key}&q=top-secret" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("X-Forwarded-For", Address);
            if (!path.Contains("key=", StringComparison.Ordinal))
            {
                request.Headers.Add("X-API-Key", key);
            }

            using var response = await client.SendAsync(request, Cancel);
            ((int)response.StatusCode).ShouldBe(200);
            nodeName = response.Headers.GetValues("Tollgate-Decision").Single().Split('-')[0];
        }

        return nodeName;
    }
}
