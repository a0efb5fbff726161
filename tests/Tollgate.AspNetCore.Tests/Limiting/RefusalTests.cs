using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Tollgate.AspNetCore.Tests.Testing;
using Tollgate.Entitling;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.AspNetCore.Tests.Limiting;

public sealed class RefusalTests
{
    [Fact]
    public async Task QuotaExceeded_Refusal_IsAProblemThatListsEveryWindow()
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/", () => "ok"));
        var key = app.Customers.Add(new Plan { Name = "free", Limits = [new(Window.Hour, 1), new(Window.Day, 5)] });
        (await app.GetAsync("/", key)).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var response = await app.GetAsync("/", key);

        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1_781));
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        response.Headers.Contains("RateLimit").ShouldBeTrue();
        var problem = await ProblemAsync(response);
        problem.GetProperty("type").GetString().ShouldBe("https://iana.org/assignments/http-problem-types#quota-exceeded");
        problem.GetProperty("title").GetString().ShouldBe("Quota Exceeded");
        problem.GetProperty("status").GetInt32().ShouldBe(429);
        problem.GetProperty("detail").GetString().ShouldBe("The hour limit of plan 'free' (1) is used up; it resets at 2026-11-24 03:00:00 UTC.");
        problem.GetProperty("instance").GetString().ShouldBe("urn:tollgate:decision:" + response.Headers.GetValues("Tollgate-Decision").Single());
        problem.GetProperty("violated-policies").EnumerateArray().Select(p => p.GetString()).ShouldBe(["hour"]);
        var limits = problem.GetProperty("limits").EnumerateArray().ToList();
        limits.Select(l => l.GetProperty("policy").GetString()).ShouldBe(["hour", "day"]);
        limits[1].GetProperty("remaining").GetInt64().ShouldBe(4);
        limits[1].GetProperty("used").GetInt64().ShouldBe(1);
        limits[0].GetProperty("resetsAt").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2026, 11, 24, 3, 0, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData(RestrictionLevel.Warning, OverageStop.Restriction, false, "overage-stopped", "is used up; it resets at 2026-12-01 00:00:00 UTC. Because of a failed payment nothing beyond it is billed;")]
    [InlineData(RestrictionLevel.Limited, OverageStop.Restriction, true, "limits-lowered", "Because of a failed payment the limits are lowered; pay the open invoice to have them back.")]
    [InlineData(RestrictionLevel.None, OverageStop.SpendCap, false, "spend-cap", "That is the spend cap; raise it to go on.")]
    [InlineData(RestrictionLevel.Warning, OverageStop.None, false, null, "The month limit of plan 'pro' (1) is used up; it resets at 2026-12-01 00:00:00 UTC.")]
    public async Task QuotaExceeded_ForMoney_SaysSoAndWhereToPay(RestrictionLevel restriction, OverageStop stop, bool isLowered, string? reason, string detail)
    {
        await using var app = await new TollgateApp { Settings = { ["Tollgate:Http:PaymentLink"] = "https://pay.example/all" } }.StartAsync(e => e.MapGet("/", () => "ok"));
        var key = app.Customers.Add(
            new Plan { Name = "pro", Limits = [new(Window.Month, 1)] },
            e => e with { Restriction = restriction, OverageStop = stop, HasLoweredLimits = isLowered, PaymentLink = "https://pay.example/in_1" });
        (await app.GetAsync("/", key)).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var response = await app.GetAsync("/", key);

        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        var problem = await ProblemAsync(response);
        problem.GetProperty("detail").GetString()!.ShouldContain(detail);
        (problem.TryGetProperty("reason", out var word) ? word.GetString() : null).ShouldBe(reason);
        problem.TryGetProperty("paymentLink", out _).ShouldBe(reason is "overage-stopped" or "limits-lowered");
    }

    [Fact]
    public async Task QuotaExceeded_OfTheKeyOrAnotherWindow_IsNotForMoney()
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/", () => "ok"));
        var plan = new Plan { Name = "pro", Limits = [new(Window.Hour, 1), new(Window.Month, 9)] };
        var hour = app.Customers.Add(plan, e => e with { OverageStop = OverageStop.Restriction });
        var ofKey = app.Customers.Add(plan with { Limits = [new(Window.Month, 9)] }, e => e with { OverageStop = OverageStop.Restriction, HasLoweredLimits = true, KeyLimits = [new(Window.Month, 1)] });

        foreach (var key in new[] { hour, ofKey })
        {
            (await app.GetAsync("/", key)).StatusCode.ShouldBe(HttpStatusCode.OK);
            using var response = await app.GetAsync("/", key);
            response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            (await ProblemAsync(response)).TryGetProperty("reason", out _).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task CreditsExhausted_Refusal_IsPaymentRequiredAndNeverARetry()
    {
        await using var app = await new TollgateApp { Settings = { ["Tollgate:Http:PaymentLink"] = "https://pay.example/credits", ["Tollgate:Http:Dialects"] = "Draft11, XRateLimit" } }
            .StartAsync(e => e.MapGet("/", () => "ok"));
        var plan = new Plan { Name = "prepaid", Limits = [new(Window.Hour, 100)], UsesCredits = true };
        var key = app.Customers.Add(plan, e => e with { Limits = [.. e.Limits, new(Window.Credits, 2)] });
        using var first = await app.GetAsync("/", key);
        (await app.GetAsync("/", key)).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var response = await app.GetAsync("/", key);

        first.Headers.GetValues("Tollgate-Credits").ShouldBe(["1"]);
        first.Headers.GetValues("RateLimit-Policy").Single().ShouldBe("\"hour\";q=100;w=3600, \"credits\";q=2");
        first.Headers.GetValues("RateLimit").Single().ShouldBe("\"hour\";r=99;t=1781, \"credits\";r=1");
        first.Headers.GetValues("X-RateLimit-Remaining").ShouldBe(["1"]);
        first.Headers.Contains("X-RateLimit-Reset").ShouldBeFalse();
        response.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        response.Headers.RetryAfter.ShouldBeNull();
        response.Headers.GetValues("Tollgate-Credits").ShouldBe(["0"]);
        var problem = await ProblemAsync(response);
        problem.GetProperty("type").GetString().ShouldBe("urn:tollgate:problem:credits-exhausted");
        problem.GetProperty("detail").GetString().ShouldBe("No prepaid credits are left; top up to go on.");
        problem.GetProperty("paymentLink").GetString().ShouldBe("https://pay.example/credits");
        problem.GetProperty("violated-policies").EnumerateArray().Select(p => p.GetString()).ShouldBe(["credits"]);
        var limits = problem.GetProperty("limits").EnumerateArray().ToList();
        limits[1].GetProperty("window").GetString().ShouldBe("credits");
        limits[1].TryGetProperty("resetsAt", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task QuotaExceeded_HeadRequest_HasNoBody()
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapMethods("/", ["HEAD"], () => "ok"));
        var key = app.Customers.Add(Plans.Hourly(0));

        using var response = await app.SendAsync(HttpMethod.Head, "/", key);

        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        response.Headers.RetryAfter.ShouldBeNull(); // waiting does not help against a limit of 0
        (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Concurrency_SecondRequestInFlight_IsRefusedUntilTheFirstIsDone()
    {
        var release = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/", async () =>
        {
            entered.TrySetResult();
            await release.Task;
            return "ok";
        }));
        var key = app.Customers.Add(Plans.Hourly(100) with { Concurrency = 1 });
        var first = app.GetAsync("/", key);
        await entered.Task;

        using var second = await app.GetAsync("/", key);
        release.SetResult();
        using var _ = await first;
        using var third = await app.GetAsync("/", key);

        second.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        second.Headers.RetryAfter.ShouldNotBeNull();
        (await ProblemAsync(second)).GetProperty("violated-policies")[0].GetString().ShouldBe("inflight");
        third.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Suspended_Request_GetsThePaymentLink()
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/", () => "ok"));
        var key = app.Customers.Add(Plans.Hourly(9), e => e with { Restriction = RestrictionLevel.Suspended, PaymentLink = "https://pay.example.com/42" });

        using var response = await app.GetAsync("/", key);

        response.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        response.Headers.GetValues("Tollgate-Billing-Status").ShouldBe(["suspended"]);
        var problem = await ProblemAsync(response);
        problem.GetProperty("type").GetString().ShouldBe("urn:tollgate:problem:payment-required");
        problem.GetProperty("paymentLink").GetString().ShouldBe("https://pay.example.com/42");
    }

    [Theory]
    [InlineData("tg_live_nonsense", "Bearer error=\"invalid_token\"")]
    [InlineData(null, "Bearer")]
    public async Task Unauthenticated_BadOrNoKey_Is401WithAChallenge(string? key, string challenge)
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/", () => "ok"));

        using var response = await app.GetAsync("/", key);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.ToString().ShouldBe(challenge);
        var problem = await ProblemAsync(response);
        problem.GetProperty("type").GetString().ShouldBe("urn:tollgate:problem:unauthenticated");
        problem.ToString().ShouldNotContain("nonsense");
        app.Customers.Lookups.ShouldBe(key is null ? 1 : 0); // garbage never reaches the store
    }

    [Fact]
    public async Task Denied_ListedAddress_Is403()
    {
        await using var app = await new TollgateApp { Settings = { ["Tollgate:Identifying:Deny:0"] = "127.0.0.0/8" } }.StartAsync(e => e.MapGet("/", () => "ok"));
        var key = app.Customers.Add(Plans.Hourly(9));

        using var response = await app.GetAsync("/", key);

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await ProblemAsync(response)).GetProperty("type").GetString().ShouldBe("urn:tollgate:problem:denied");
    }

    [Fact]
    public async Task GateFails_Request_Gets503WithoutAnyDetailAndALogLine()
    {
        await using var app = await new TollgateApp { Services = s => s.AddSingleton<IScopeMatcher, BrokenMatcher>() }.StartAsync(e => e.MapGet("/", () => "ok"));
        var key = app.Customers.Add(Plans.Hourly(9) with { Scopes = [new PlanScope { Name = "search", Routes = ["/search"] }] });

        using var response = await app.GetAsync("/", key);

        await ShouldBeUnavailableAsync(response);
        app.Logs.Lines.Count(l => l.Level == LogLevel.Error && l.Text.Contains("refused with 503", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task StoreFails_UnknownKey_Gets503AndNot401()
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/", () => "ok"));
        var key = app.Customers.Add(Plans.Hourly(9));
        app.Customers.Failure = new InvalidOperationException("Host=db;Password=hunter2");

        using var response = await app.GetAsync("/", key);

        await ShouldBeUnavailableAsync(response);
    }

    [Theory]
    [InlineData(true, "8", "The hour limit of plan %27free%27 is 0%3A nothing")]
    [InlineData(false, "16", "An API key is needed.")]
    public async Task GrpcCall_Refused_GetsAGrpcStatus(bool hasKey, string status, string message)
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapPost("/pkg.Service/Method", () => "ok"));
        var key = app.Customers.Add(Plans.Hourly(0));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/pkg.Service/Method") { Content = new ByteArrayContent([]) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc+proto");
        if (hasKey)
        {
            request.Headers.Add("X-API-Key", key);
        }

        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.GetValues("grpc-status").ShouldBe([status]);
        response.Headers.GetValues("grpc-message").Single().ShouldStartWith(message);
    }

    private static async Task ShouldBeUnavailableAsync(HttpResponseMessage response)
    {
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        body.ShouldContain("https://iana.org/assignments/http-problem-types#temporary-reduced-capacity");
        body.ShouldNotContain("hunter2");
        body.ShouldNotContain(" at ");
    }

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage response)
    {
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var document = await JsonDocument.ParseAsync(body, cancellationToken: TestContext.Current.CancellationToken);
        return document.RootElement.Clone();
    }

    private sealed class BrokenMatcher : IScopeMatcher
    {
        public PlanScope? Match(Entitlement entitlement, string method, string path) => throw new InvalidOperationException("Host=db;Password=hunter2");
    }
}
