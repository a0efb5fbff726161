using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Tollgate.AspNetCore.Tests.Testing;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.AspNetCore.Tests.Limiting;

public sealed class ChargingTests
{
    [Theory]
    [InlineData(200, null, 1)]
    [InlineData(404, null, 1)]
    [InlineData(500, null, 0)]
    [InlineData(503, null, 0)]
    [InlineData(404, "404, 5xx", 0)]
    [InlineData(500, "", 1)]
    public async Task Response_ByStatus_IsChargedOrHandedBack(int status, string? notCharged, long used)
    {
        await using var app = await new TollgateApp { Settings = { ["Tollgate:Http:NotCharged"] = notCharged ?? "5xx" } }
            .StartAsync(e => e.MapGet("/", () => Results.StatusCode(status)));
        var key = app.Customers.Add(Plans.Hourly(10));

        (await app.GetAsync("/", key)).StatusCode.ShouldBe((HttpStatusCode)status);

        await UsedShouldBecomeAsync(app, used);
    }

    [Fact]
    public async Task Endpoint_ThatThrows_IsNotCharged()
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/", string () => throw new InvalidOperationException("broken")));
        var key = app.Customers.Add(Plans.Hourly(10));

        (await app.GetAsync("/", key)).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);

        await UsedShouldBecomeAsync(app, 0);
    }

    [Fact]
    public async Task Rule_InCode_DecidesInsteadOfTheStatus()
    {
        await using var app = await new TollgateApp
        {
            Services = s => s.Configure<HttpOptions>(o => o.IsCharged = c => c.Response.Headers.ContainsKey("X-Done")),
        }.StartAsync(e => e.MapGet("/{done}", (string done, HttpResponse response) =>
        {
            if (done == "yes")
            {
                response.Headers["X-Done"] = "1";
            }
        }));
        var key = app.Customers.Add(Plans.Hourly(10));

        await app.GetAsync("/no", key);
        await app.GetAsync("/yes", key);

        await UsedShouldBecomeAsync(app, 1);
    }

    [Fact]
    public async Task Client_ThatHangsUp_IsChargedThoughTheResponseIs500()
    {
        var entered = new TaskCompletionSource();
        var done = new TaskCompletionSource();
        await using var app = await new TollgateApp
        {
            Pipeline = a => a.Use(async (context, next) =>
            {
                await next(context);
                done.TrySetResult();
            }).UseTollgate(),
        }.StartAsync(e => e.MapGet("/", async (HttpContext context) =>
        {
            var aborted = new TaskCompletionSource();
            await using var registration = context.RequestAborted.Register(aborted.SetResult);
            entered.SetResult();
            await aborted.Task;
            context.Response.StatusCode = 500;
        }));
        var key = app.Customers.Add(Plans.Hourly(10));
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(app.Address.Host, app.Address.Port, TestContext.Current.CancellationToken);
            await client.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n"), TestContext.Current.CancellationToken);
            await entered.Task;
            client.LingerState = new LingerOption(true, 0);
        }

        await done.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        await UsedShouldBecomeAsync(app, 1);
    }

    [Fact]
    public async Task Preflight_OfABrowser_IsNeverCounted()
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapMethods("/", ["OPTIONS", "GET"], () => "ok"));
        var key = app.Customers.Add(Plans.Hourly(1));

        for (var i = 0; i < 5; i++)
        {
            using var preflight = await app.SendAsync(
                HttpMethod.Options, "/", null, ("Origin", "https://example.com"), ("Access-Control-Request-Method", "GET"));
            preflight.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await app.GetAsync("/", key)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.SendAsync(HttpMethod.Options, "/", key)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Middleware_RegisteredTwice_ChargesOnce()
    {
        await using var app = await new TollgateApp { Pipeline = a => a.UseTollgate().UseTollgate() }.StartAsync(e => e.MapGet("/", () => "ok"));
        var key = app.Customers.Add(Plans.Hourly(10));

        await app.GetAsync("/", key);

        await UsedShouldBecomeAsync(app, 1);
    }

    [Fact]
    public async Task Endpoint_LeftAlone_IsNeitherLimitedNorCharged()
    {
        await using var app = await new TollgateApp().StartAsync(e =>
        {
            e.MapGet("/ours", () => "ok").DisableTollgate();
            e.MapGet("/framework", () => "ok").DisableRateLimiting();
            e.MapGet("/attribute", [DisableRateLimiting] () => "ok");
            e.MapGet("/again", [Tollgate("search", Cost = 7)] () => "ok").DisableTollgate().WithTollgate("search", 2);
        });
        var key = app.Customers.Add(Plans.Hourly(10));

        foreach (var path in new[] { "/ours", "/framework", "/attribute" })
        {
            using var response = await app.GetAsync(path, null);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            response.Headers.Contains("Tollgate-Decision").ShouldBeFalse();
        }

        await app.GetAsync("/again", key);
        await UsedShouldBecomeAsync(app, 2);
    }

    [Fact]
    public async Task Metadata_ScopeAndCost_ChargeGroupAndAll()
    {
        await using var app = await new TollgateApp().StartAsync(e =>
        {
            e.MapGet("/a", [Tollgate("export", Cost = 5)] () => "ok");
            e.MapGet("/b", () => "ok").WithTollgate("export");
            e.MapGet("/c", () => "ok").WithTollgate("unknown-to-the-plan");
        });
        var key = app.Customers.Add(Plans.Hourly(100) with
        {
            Scopes = [new() { Name = "export", Cost = 3, Limits = [new(Window.Day, 20)] }],
        });

        using var a = await app.GetAsync("/a", key);
        using var b = await app.GetAsync("/b", key);
        using var c = await app.GetAsync("/c", key);

        Remaining(a).ShouldBe([("hour", 95L), ("export/day", 15L)]);
        Remaining(b).ShouldBe([("hour", 92L), ("export/day", 12L)]);
        Remaining(c).ShouldBe([("hour", 91L)]);
    }

    [Fact]
    public async Task Feature_InAHandler_ShowsThePlanPeeksAndChargesMore()
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/{units:int}", async (int units, HttpContext context) =>
        {
            var feature = context.Features.Get<ITollgateFeature>()!;
            var could = await feature.CanSpendAsync(units, context.RequestAborted);
            var decision = await feature.ChargeAsync(units, context.RequestAborted);
            return Results.Text($"{feature.Admission.Entitlement!.Plan.Name} {could} {decision.IsAdmitted}", statusCode: units == 3 ? 500 : 200);
        }));
        var key = app.Customers.Add(Plans.Hourly(10));

        (await BodyAsync(await app.GetAsync("/4", key))).ShouldBe("free True True");
        (await BodyAsync(await app.GetAsync("/3", key))).ShouldBe("free True True");
        (await BodyAsync(await app.GetAsync("/9", key))).ShouldBe("free False False");

        await UsedShouldBecomeAsync(app, 5 + 0 + 1);
    }

    [Fact]
    public async Task Feature_ChargingMore_TakesNoFurtherPlaceInFlight()
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/", async (HttpContext context) =>
        {
            var feature = context.Features.Get<ITollgateFeature>()!;
            var first = await feature.ChargeAsync(1, context.RequestAborted);
            var second = await feature.ChargeAsync(1, context.RequestAborted);
            return $"{first.IsAdmitted} {second.IsAdmitted}";
        }));
        var key = app.Customers.Add(Plans.Hourly(10) with { Concurrency = 1 });

        (await BodyAsync(await app.GetAsync("/", key))).ShouldBe("True True");
        (await BodyAsync(await app.GetAsync("/", key))).ShouldBe("True True");
    }

    [Fact]
    public async Task DailyCount_AdmittedRequestsOfUsers_ReachTheCounterAtShutdown()
    {
        var app = await new TollgateApp().StartAsync(e => e.MapGet("/", () => "ok"));
        app.Customers.Anonymous = Plans.Hourly(5) with { Name = "anonymous" };
        var key = app.Customers.Add(Plans.Hourly(2));
        for (var i = 0; i < 3; i++)
        {
            await app.GetAsync("/", key);
            await app.GetAsync("/", null);
        }

        await app.StopAsync();

        app.DailyCounts.Stored.ShouldBe(new Dictionary<(long, DateOnly), long> { [(42, new DateOnly(2026, 11, 24))] = 2 });
        await app.DisposeAsync();
    }

    /// <summary>On a busy machine the lease may have ended by now: its units count as used until the batch that hands them back.</summary>
    private static async Task UsedShouldBecomeAsync(TollgateApp app, long expected)
    {
        var limiter = app.Provider.GetRequiredService<IRateLimiter>();
        var entitlement = await app.Customers.FindBySubjectAsync("user_42", default);
        var deadline = TimeProvider.System.GetTimestamp() + (10 * TimeProvider.System.TimestampFrequency);
        long used;
        do
        {
            used = (await limiter.PeekAsync(entitlement!, null, 0, TestContext.Current.CancellationToken)).Windows[0].Used;
        }
        while (used != expected && TimeProvider.System.GetTimestamp() < deadline);
        used.ShouldBe(expected);
    }

    private static IEnumerable<(string, long)> Remaining(HttpResponseMessage response) =>
        StructuredList.Parse(response.Headers.GetValues("RateLimit").Single()).Select(l => (l.Name, (long)l.Parameters["r"]));

    private static Task<string> BodyAsync(HttpResponseMessage response) => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
