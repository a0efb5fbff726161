using System.Text.Json;
using Shouldly;
using Tollgate.Server.Tests.Processes;
using Tollgate.Testing;
using Xunit;

namespace Tollgate.Server.Tests.Telemetry;

/// <summary>A node on PostgreSQL, a process of its own that served a few requests, and what its metrics were then.</summary>
public sealed class ScrapedNode(PostgresServer postgres) : IAsyncLifetime
{
    /// <summary>Requests of the user that were let through.</summary>
    public const int Admitted = 5;

    /// <summary>Requests of the user that were refused.</summary>
    public const int Refused = 7;

    /// <summary>The user's name.</summary>
    public const string UserName = "margarete";

    /// <summary>The address that anonymous requests came from.</summary>
    public const string Address = "203.0.113.77";

    private TollgateProcess? _node;

    internal Scrape Scrape { get; private set; } = new("");

    internal Uri PublicUrl => _node!.PublicUrl;

    internal string ApiKey { get; private set; } = "";

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        if (postgres.SkipReason is not null)
        {
            return; // the tests skip themselves
        }

        var cancel = TestContext.Current.CancellationToken;
        var database = await postgres.CreateDatabaseAsync();
        (await TollgateProcess.RunAsync(["setup", "--database", database], cancel)).ExitCode.ShouldBe(0);
        var added = await TollgateProcess.RunAsync(["users", "add", UserName, "--plan", "free", "--database", database, "--output", "json"], cancel);
        ApiKey = JsonDocument.Parse(added.Output).RootElement.GetProperty("apiKey").GetString()!;
        await TollgateProcess.RunAsync(["users", "limit", UserName, "day", $"{Admitted}", "--database", database], cancel);
        var settings = new Dictionary<string, string>
        {
            ["Tollgate__Identifying__TrustedProxies__0"] = "127.0.0.1",
            ["Tollgate__Limiting__DecisionTimeout"] = "00:00:20", // a busy machine is no reason to refuse
            ["Tollgate__Stripe__ApiKey"] = "sk_test_scraped",
            ["Tollgate__Stripe__WebhookSecrets__0"] = "whsec_scraped_0123456789",
            ["Tollgate__Stripe__ApiBase"] = "http://127.0.0.1:9", // where nobody answers
            ["Tollgate__Stripe__MeterEventsBase"] = "http://127.0.0.1:9",
        };
        _node = await TollgateProcess.ServeAsync(database, ["--demo-upstream"], settings, cancel);
        await CallAsync(cancel);
        Scrape = await WaitForRecordingAsync(cancel);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }
    }

    private async Task CallAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = PublicUrl };
        for (var i = 0; i < Admitted + Refused; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/weather?q=secret-city");
            request.Headers.Add("X-API-Key", ApiKey);
            using var response = await client.SendAsync(request, cancellationToken);
            ((int)response.StatusCode).ShouldBe(i < Admitted ? 200 : 429);
        }

        using var anonymous = new HttpRequestMessage(HttpMethod.Get, "/weather");
        anonymous.Headers.Add("X-Forwarded-For", Address);
        using var answer = await client.SendAsync(anonymous, cancellationToken);
    }

    private async Task<Scrape> WaitForRecordingAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (true)
        {
            var scrape = await Scrape.FetchAsync(_node!.AdminUrl, patience.Token);
            if (scrape.Sum("tollgate_recording_requests_total") >= Admitted + Refused + 1
                && scrape.Sum("tollgate_recording_flush_lag_seconds_count") > 0
                && scrape.Sum("tollgate_recording_journal_size_bytes") == 0
                && scrape.Sum("tollgate_limiting_quotas") > 0
                && scrape.Names.Contains("tollgate_billing_events_backlog")
                && scrape.Names.Contains("tollgate_billing_restrictions"))
            {
                return scrape;
            }

            await Task.Delay(100, patience.Token);
        }
    }
}
