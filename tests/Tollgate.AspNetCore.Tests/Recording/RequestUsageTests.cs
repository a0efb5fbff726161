using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Tollgate.AspNetCore.Tests.Testing;
using Tollgate.Identifying;
using Tollgate.Limiting;
using Tollgate.Recording;
using Xunit;

namespace Tollgate.AspNetCore.Tests.Recording;

public sealed class RequestUsageTests
{
    private readonly RecordedUsage _usage = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_Served_IsRecordedWithWhatItWas()
    {
        await using var app = await App().StartAsync(e => e.MapPost("/cities/{city}", async (HttpContext c) =>
        {
            c.Response.ContentLength = 5;
            await c.Response.WriteAsync("hello", c.RequestAborted);
        }));
        var key = app.Customers.Add(Plans.Hourly(10));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/cities/Oslo?secret=1") { Content = new StringContent("abc") };
        request.Headers.Add("X-API-Key", key);

        using var response = await app.Client.SendAsync(request, Cancel);

        var usage = await _usage.NextAsync(Cancel);
        (usage.Subject, usage.UserId, usage.KeyId, usage.Plan).ShouldBe(("user_42", 42, 42, "free"));
        (usage.Endpoint, usage.Method, usage.Status, usage.BytesIn, usage.BytesOut).ShouldBe(("/cities/{city}", "POST", 200, 3, 5));
        (usage.Outcome, usage.IsShadow, usage.Cost, usage.Charged).ShouldBe((Outcome.Admitted, false, 1, 1));
        response.Headers.GetValues("Tollgate-Decision").Single().ShouldBe($"node1-{usage.Sequence}");
    }

    [Fact]
    public async Task Request_OfACallerOnTheAllowList_IsRecordedAndChargedNothing()
    {
        await using var app = await App().StartAsync(e => e.MapGet("/a", () => "ok"));
        var key = app.Customers.Add(Plans.Hourly(10), e => e with { Access = AccessRule.Allow });

        (await app.GetAsync("/a", key)).Dispose();

        var usage = await _usage.NextAsync(Cancel);
        (usage.Subject, usage.Outcome, usage.Cost, usage.Charged).ShouldBe(("user_42", Outcome.Admitted, 1, 0));
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("reader")]
    [InlineData("nobody")]
    public async Task Request_WithABodyOfUnstatedLength_IsRecordedWithTheBytesRead(string way)
    {
        await using var app = await App().StartAsync(e => e.MapPost("/a", async (HttpContext c) =>
        {
            switch (way)
            {
                case "stream":
                    await c.Request.Body.CopyToAsync(Stream.Null, c.RequestAborted);
                    break;
                case "reader":
                    await c.Request.BodyReader.CopyToAsync(Stream.Null, c.RequestAborted);
                    break;
            }
        }));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/a") { Content = new StreamContent(new MemoryStream(new byte[70_000])) };
        request.Content.Headers.ContentLength = null;
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Add("X-API-Key", app.Customers.Add(Plans.Hourly(10)));

        using var response = await app.Client.SendAsync(request, Cancel);

        (await _usage.NextAsync(Cancel)).BytesIn.ShouldBe(way == "nobody" ? 0 : 70_000);
    }

    [Theory]
    [InlineData("writer")]
    [InlineData("stream")]
    [InlineData("file")]
    [InlineData("json")]
    public async Task Request_WithAResponseOfUnstatedLength_IsRecordedWithTheBytesWritten(string way)
    {
        var file = typeof(RequestUsageTests).Assembly.Location;
        await using var app = await App().StartAsync(e => e.MapGet("/a", async (HttpContext c) => await (way switch
        {
            "writer" => c.Response.WriteAsync(new string('x', 70_000), c.RequestAborted),
            "stream" => c.Response.Body.WriteAsync(new byte[5_000], c.RequestAborted).AsTask(),
            "file" => c.Response.SendFileAsync(file, c.RequestAborted),
            _ => c.Response.WriteAsJsonAsync(new { name = new string('x', 30_000) }, c.RequestAborted),
        })));
        var key = app.Customers.Add(Plans.Hourly(10));

        using var response = await app.GetAsync("/a", key);

        var body = await response.Content.ReadAsByteArrayAsync(Cancel);
        body.Length.ShouldBeGreaterThan(0);
        (await _usage.NextAsync(Cancel)).BytesOut.ShouldBe(body.Length);
    }

    [Fact]
    public async Task Request_Refused_IsRecordedWithTheWindowAndTheDecisionOfTheAnswer()
    {
        await using var app = await App().StartAsync(e => e.MapGet("/a", () => "ok"));
        var key = app.Customers.Add(Plans.Hourly(1));
        (await app.GetAsync("/a", key)).Dispose();
        await _usage.NextAsync(Cancel);

        using var response = await app.GetAsync("/a", key);

        var usage = await _usage.NextAsync(Cancel);
        (usage.Status, usage.Outcome, usage.RefusingScope, usage.RefusingWindow).ShouldBe((429, Outcome.QuotaExceeded, "*", "hour"));
        (usage.Cost, usage.Charged, usage.IsRefused).ShouldBe((1, 0, true));
        response.Headers.GetValues("Tollgate-Decision").Single().ShouldBe($"node1-{usage.Sequence}");
    }

    [Fact]
    public async Task Request_WithAnUnknownKeyToNoEndpoint_IsRecordedWithoutKeyOrPath()
    {
        await using var app = await App().StartAsync(e => e.MapGet("/a", () => "ok"));

        using var response = await app.GetAsync("/wp-login.php", "tg_nobody");

        var usage = await _usage.NextAsync(Cancel);
        (usage.Subject, usage.UserId, usage.Plan, usage.Endpoint, usage.Status).ShouldBe(("(unknown)", null, null, "(unmatched)", 401));
        usage.Sequence.ShouldBeGreaterThan(0);
        response.Headers.GetValues("Tollgate-Decision").Single().ShouldBe($"node1-{usage.Sequence}");
    }

    [Fact]
    public async Task Request_WhoseEndpointThrows_IsRecordedAsFailedAndNotCharged()
    {
        await using var app = await App(a => a.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = c => c.Response.WriteAsync("sorry") }))
            .StartAsync(e => e.MapGet("/a/{id}", string (int id) => throw new InvalidOperationException("broken")));
        var key = app.Customers.Add(Plans.Hourly(10));

        (await app.GetAsync("/a/1", key)).Dispose();

        var usage = await _usage.NextAsync(Cancel);
        (usage.Endpoint, usage.Status, usage.Outcome, usage.Cost, usage.Charged).ShouldBe(("/a/{id}", 500, Outcome.Admitted, 1, 0));
    }

    [Fact]
    public async Task Request_LeftByItsClient_IsRecordedAs499()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await App().StartAsync(e => e.MapGet("/slow", async (HttpContext c) =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, c.RequestAborted);
        }));
        var key = app.Customers.Add(Plans.Hourly(10));
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/slow");
        request.Headers.Add("X-API-Key", key);
        var sending = app.Client.SendAsync(request, leaving.Token);
        await arrived.Task.WaitAsync(Cancel);

        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => sending);

        (await _usage.NextAsync(Cancel)).Status.ShouldBe(499);
    }

    [Theory]
    [InlineData(null, "127.0.0.0/24")]
    [InlineData("Full", "127.0.0.1")]
    [InlineData("None", null)]
    public async Task Address_ByOption_IsTruncatedFullOrNone(string? addresses, string? expected)
    {
        await using var app = await App(null, addresses).StartAsync(e => e.MapGet("/a", () => "ok"));
        var key = app.Customers.Add(Plans.Hourly(10));

        (await app.GetAsync("/a", key)).Dispose();

        (await _usage.NextAsync(Cancel)).Address?.Text.ShouldBe(expected);
    }

    [Fact]
    public async Task Request_CountedByTheRecorder_IsNotCountedForTheDayByTheMiddlewareToo()
    {
        await using var app = await App().StartAsync(e => e.MapGet("/a", () => "ok"));
        var key = app.Customers.Add(Plans.Hourly(10));

        (await app.GetAsync("/a", key)).Dispose();
        await _usage.NextAsync(Cancel);
        await app.StopAsync();

        app.DailyCounts.Stored.ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_ThroughTheFrameworksLimiter_IsRecordedOnce()
    {
        await using var app = await App(a => a.UseTollgateUsage().UseRateLimiter(), useTollgate: false).StartAsync(e => e.MapGet("/a", () => "ok"));
        var key = app.Customers.Add(Plans.Hourly(1));

        (await app.GetAsync("/a", key)).Dispose();
        (await app.GetAsync("/a", key)).Dispose();

        (await _usage.NextAsync(Cancel)).Status.ShouldBe(200);
        (await _usage.NextAsync(Cancel)).Status.ShouldBe(429);
        _usage.Waiting.ShouldBe(0);
    }

    private TollgateApp App(Action<WebApplication>? before = null, string? addresses = null, bool useTollgate = true)
    {
        var app = new TollgateApp
        {
            Services = services => services.AddTollgateRateLimiter().AddSingleton<IUsageRecorder>(_usage),
            Pipeline = web =>
            {
                before?.Invoke(web);
                if (useTollgate)
                {
                    web.UseTollgate();
                }
            },
        };
        app.Settings["Tollgate:Recording:Addresses"] = addresses ?? "Truncated";
        return app;
    }
}
