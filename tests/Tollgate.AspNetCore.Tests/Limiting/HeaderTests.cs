using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Shouldly;
using Tollgate.AspNetCore.Tests.Testing;
using Tollgate.Entitling;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.AspNetCore.Tests.Limiting;

public sealed class HeaderTests
{
    [Fact]
    public async Task RateLimit_FourWindows_FollowsDraft11WithRealWindowLengths()
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/", () => "ok"));
        var key = app.Customers.Add(Plans.AllWindows);

        using var response = await app.GetAsync("/", key);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        Single(response, "RateLimit-Policy").ShouldBe("\"minute\";q=100;w=60, \"hour\";q=2000;w=3600, \"day\";q=20000;w=86400, \"month\";q=500000;w=2592000");
        var limits = StructuredList.Parse(Single(response, "RateLimit"));
        limits.Select(l => l.Name).ShouldBe(["minute", "hour", "day", "month"]);
        limits[0].Parameters.ShouldBe(new Dictionary<string, object> { ["r"] = 99L, ["t"] = 41L });
        limits[1].Parameters.ShouldBe(new Dictionary<string, object> { ["r"] = 1_999L, ["t"] = 1_781L });
    }

    [Fact]
    public async Task RateLimit_GroupsKeyLimitsAndConcurrency_HaveNamesOfTheirOwn()
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/search", () => "ok"));
        var plan = Plans.Hourly(1_000) with
        {
            Concurrency = 10,
            Scopes = [new PlanScope { Name = "search", Routes = ["/search"], Cost = 5, Limits = [new(Window.Parse("PT15M"), 50)] }],
        };
        var key = app.Customers.Add(plan, e => e with { KeyLimits = [new(Window.Day, long.MaxValue - 1)] });

        using var response = await app.GetAsync("/search", key);

        var policies = StructuredList.Parse(Single(response, "RateLimit-Policy"));
        policies.Select(p => p.Name).ShouldBe(["hour", "search/PT15M", "key/day", "inflight"]);
        policies[1].Parameters.ShouldBe(new Dictionary<string, object> { ["q"] = 50L, ["w"] = 900L });
        policies[2].Parameters["q"].ShouldBe(999_999_999_999_999);
        policies[3].Parameters.ShouldBe(new Dictionary<string, object> { ["q"] = 10L, ["qu"] = "concurrent-requests" });
        StructuredList.Parse(Single(response, "RateLimit")).Select(l => l.Parameters["r"]).ShouldBe([995L, 45L, 999_999_999_999_999L]);
    }

    [Fact]
    public async Task RateLimitPolicy_TwoGroupsWithTheSameLimits_EachHasItsOwnName()
    {
        await using var app = await new TollgateApp().StartAsync(e =>
        {
            e.MapGet("/search", () => "ok");
            e.MapGet("/export", () => "ok");
        });
        var plan = Plans.Hourly(1_000) with
        {
            Scopes = [.. new[] { "search", "export" }.Select(name => new PlanScope { Name = name, Routes = ["/" + name], Limits = [new(Window.Minute, 50)] })],
        };
        var key = app.Customers.Add(plan);

        foreach (var name in new[] { "search", "export", "search" })
        {
            using var response = await app.GetAsync("/" + name, key);

            StructuredList.Parse(Single(response, "RateLimit-Policy")).Select(p => p.Name).ShouldBe(["hour", name + "/minute"]);
        }
    }

    [Fact]
    public async Task XRateLimit_SeveralWindows_IsTheTightest()
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/", () => "ok"));
        var key = app.Customers.Add(Plans.AllWindows);

        using var response = await app.GetAsync("/", key);

        Single(response, "X-RateLimit-Limit").ShouldBe("100");
        Single(response, "X-RateLimit-Remaining").ShouldBe("99");
        var reset = DateTimeOffset.FromUnixTimeSeconds(long.Parse(Single(response, "X-RateLimit-Reset"), CultureInfo.InvariantCulture));
        reset.ShouldBe(new DateTimeOffset(2026, 11, 24, 2, 31, 0, TimeSpan.Zero));
        Single(response, "X-RateLimit-Limit-Month").ShouldBe("500000");
        Single(response, "X-RateLimit-Remaining-Hour").ShouldBe("1999");
    }

    [Theory]
    [InlineData("Minute", "2026-11-24T02:31:00Z")]
    [InlineData("Hour", "2026-11-24T03:00:00Z")]
    [InlineData("Day", "2026-11-25T00:00:00Z")]
    [InlineData("Month", "2026-12-01T00:00:00Z")]
    public async Task PerWindow_Reset_IsTheUnixTimeOfTheNextInstance(string window, string expected)
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/", () => "ok"));
        var key = app.Customers.Add(Plans.AllWindows);

        using var response = await app.GetAsync("/", key);

        var reset = long.Parse(Single(response, $"X-RateLimit-Reset-{window}"), CultureInfo.InvariantCulture);
        DateTimeOffset.FromUnixTimeSeconds(reset).ShouldBe(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("Draft11", true, false, false)]
    [InlineData("XRateLimit", false, true, false)]
    [InlineData("Draft11, PerWindow", true, false, true)]
    [InlineData("None", false, false, false)]
    public async Task Dialects_Configured_AreTheOnlyOnesWritten(string dialects, bool draft, bool trio, bool perWindow)
    {
        await using var app = await new TollgateApp { Settings = { ["Tollgate:Http:Dialects"] = dialects } }.StartAsync(e => e.MapGet("/", () => "ok"));
        var key = app.Customers.Add(Plans.AllWindows);

        using var response = await app.GetAsync("/", key);

        response.Headers.Contains("RateLimit").ShouldBe(draft);
        response.Headers.Contains("RateLimit-Policy").ShouldBe(draft);
        response.Headers.Contains("X-RateLimit-Limit").ShouldBe(trio);
        response.Headers.Contains("X-RateLimit-Limit-Day").ShouldBe(perWindow);
        response.Headers.Contains("X-RateLimit-Reset-Day").ShouldBe(perWindow);
        Single(response, "Tollgate-Decision").ShouldStartWith("node1-");
    }

    [Theory]
    [InlineData(RestrictionLevel.Warning, "warning")]
    [InlineData(RestrictionLevel.Limited, "limited")]
    public async Task BillingStatus_UnderARestriction_SaysWhich(RestrictionLevel restriction, string expected)
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/", () => "ok"));
        var key = app.Customers.Add(Plans.AllWindows, e => e with { Restriction = restriction });

        using var response = await app.GetAsync("/", key);

        Single(response, "Tollgate-Billing-Status").ShouldBe(expected);
    }

    [Fact]
    public async Task Overage_BeyondWhatIsIncluded_IsServedAndCounted()
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/", () => "ok"));
        var plan = new Plan { Name = "pro", Overage = new Overage { Meter = "units", UnitAmount = 1, Currency = "usd" } };
        var key = app.Customers.Add(plan, e => e with { Limits = [new(Window.Minute, 100), new(Window.Month, 5) { Included = 2 }] });
        (await app.GetAsync("/", key)).Headers.GetValues("Tollgate-Overage").Single().ShouldBe("0");
        for (var i = 0; i < 3; i++)
        {
            (await app.GetAsync("/", key)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        using var response = await app.GetAsync("/", key);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        Single(response, "Tollgate-Overage").ShouldBe("3");
        var month = StructuredList.Parse(Single(response, "RateLimit")).Single(l => l.Name == "month");
        month.Parameters["r"].ShouldBe(0L);
        StructuredList.Parse(Single(response, "RateLimit-Policy")).Single(l => l.Name == "month").Parameters["q"].ShouldBe(2L);
        Single(response, "X-RateLimit-Limit").ShouldBe("2", "the spend cap is what refuses next, and the limit is what is included");
        using var refused = await app.GetAsync("/", key);
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        var body = await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        body.ShouldContain("\"violated-policies\":[\"month\"]");
        body.ShouldContain("\"overage\":3");
        body.ShouldContain("spend cap");
    }

    [Fact]
    public async Task Overage_WithoutCap_TheTightestWindowIsOneThatRefuses()
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/", () => "ok"));
        var plan = new Plan { Name = "pro", Overage = new Overage { Meter = "units", UnitAmount = 1, Currency = "usd" } };
        var key = app.Customers.Add(plan, e => e with { Limits = [new(Window.Minute, 100), new(Window.Month, Limit.Unlimited) { Included = 0 }] });

        using var response = await app.GetAsync("/", key);

        Single(response, "X-RateLimit-Limit").ShouldBe("100");
        Single(response, "X-RateLimit-Remaining-Month").ShouldBe("0");
        Single(response, "Tollgate-Overage").ShouldBe("1");
    }

    [Fact]
    public async Task Shadow_RefusalOfAShadowPlan_IsServedAndSaid()
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/", () => "ok"));
        var key = app.Customers.Add(Plans.Hourly(1) with { IsShadow = true });
        (await app.GetAsync("/", key)).Headers.Contains("Tollgate-Shadow").ShouldBeFalse();

        using var response = await app.GetAsync("/", key);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        Single(response, "Tollgate-Shadow").ShouldBe("quota-exceeded");
    }

    [Fact]
    public async Task ExposeHeaders_RequestOfAnotherOrigin_NamesThem()
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/", () => "ok"));
        var key = app.Customers.Add(Plans.Hourly(10));

        using var cross = await app.GetAsync("/", key, ("Origin", "https://example.com"));
        using var same = await app.GetAsync("/", key);

        Single(cross, "Access-Control-Expose-Headers").Split(", ").ShouldBeSubsetOf(
            ["Retry-After", "Tollgate-Decision", "Tollgate-Billing-Status", "Tollgate-Credits", "Tollgate-Degraded", "Tollgate-Shadow", "Tollgate-Overage", "RateLimit-Policy", "RateLimit",
             "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset",
             "X-RateLimit-Limit-Minute", "X-RateLimit-Limit-Hour", "X-RateLimit-Limit-Day", "X-RateLimit-Limit-Month",
             "X-RateLimit-Remaining-Minute", "X-RateLimit-Remaining-Hour", "X-RateLimit-Remaining-Day", "X-RateLimit-Remaining-Month",
             "X-RateLimit-Reset-Minute", "X-RateLimit-Reset-Hour", "X-RateLimit-Reset-Day", "X-RateLimit-Reset-Month"]);
        Single(cross, "Access-Control-Expose-Headers").ShouldContain("RateLimit-Policy");
        same.Headers.Contains("Access-Control-Expose-Headers").ShouldBeFalse();
    }

    [Fact]
    public async Task Headers_UnlimitedPlan_HaveNoWindows()
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/", () => "ok"));
        var key = app.Customers.Add(Plans.Hourly(Limit.Unlimited));

        using var response = await app.GetAsync("/", key);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.Contains("RateLimit").ShouldBeFalse();
        response.Headers.Contains("X-RateLimit-Limit").ShouldBeFalse();
    }

    private static string Single(HttpResponseMessage response, string name) => string.Join(", ", response.Headers.GetValues(name));
}
