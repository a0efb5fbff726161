using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Shouldly;
using Tollgate.AspNetCore.Tests.Testing;
using Xunit;

namespace Tollgate.AspNetCore.Tests.Identifying;

public sealed class AttackTests
{
    [Fact]
    public async Task ForgedForwardedHeaders_FromAnUntrustedPeer_GainNothing()
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/", () => "ok"));
        app.Customers.Anonymous = Plans.Hourly(5) with { Name = "anonymous" };

        var admitted = await TollgateApp.CountAdmittedAsync(200, i => app.GetAsync(
            "/",
            null,
            ("X-Forwarded-For", $"198.51.{i}.1"),
            ("Forwarded", $"for=198.51.{i}.1"),
            ("X-Real-IP", $"198.51.{i}.1"),
            ("CF-Connecting-IP", $"198.51.{i}.1"),
            ("True-Client-IP", $"198.51.{i}.1")));

        admitted.ShouldBe(5);
    }

    [Fact]
    public async Task ForgedForwardedHeaders_ThroughATrustedProxy_CountTheEntryThatTheProxyAppended()
    {
        await using var app = await new TollgateApp { Settings = { ["Tollgate:Identifying:TrustedProxies:0"] = "127.0.0.1" } }
            .StartAsync(e => e.MapGet("/", () => "ok"));
        app.Customers.Anonymous = Plans.Hourly(5) with { Name = "anonymous" };

        var forged = await TollgateApp.CountAdmittedAsync(20, i => app.GetAsync("/", null, ("X-Forwarded-For", $"198.51.{i}.1, 203.0.113.7")));
        var other = await TollgateApp.CountAdmittedAsync(20, i => app.GetAsync("/", null, ("X-Forwarded-For", "203.0.113.8")));

        forged.ShouldBe(5);
        other.ShouldBe(5);
    }

    [Fact]
    public async Task OneKey_ManySpellings_IsOneBucketOrRefused()
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/", () => "ok"));
        var key = app.Customers.Add(Plans.Hourly(5));
        (string, string)[][] spellings =
        [
            [("Authorization", $"Bearer {key}")],
            [("Authorization", $"bearer {key}")],
            [("Authorization", $"BEARER   {key}")],
            [("Authorization", $"Bearer {key}  ")],
            [("Authorization", $"x Bearer {key}")],
            [("Authorization", key)],
            [("Authorization", $"Bearer {key.ToUpperInvariant()}")],
            [("X-API-Key", key)],
            [("x-api-key", $" {key}")],
            [("Authorization", $"Bearer {key}"), ("X-API-Key", key)],
        ];

        var admitted = await TollgateApp.CountAdmittedAsync(60, i => app.GetAsync("/", null, spellings[i % spellings.Length]));

        admitted.ShouldBe(5);
    }

    [Fact]
    public async Task ContradictoryOrMalformedCredentials_AreRefusedAndNeverFallBackToTheAddress()
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/", () => "ok"));
        app.Customers.Anonymous = Plans.Hourly(100) with { Name = "anonymous" };
        var (one, two) = (app.Customers.Add(Plans.Hourly(5)), app.Customers.Add(Plans.Hourly(5)));
        string[] requests =
        [
            $"Authorization: Bearer {one}\r\nX-API-Key: {two}",
            $"Authorization: Bearer {one}\r\nAuthorization: Bearer {one}",
            $"X-API-Key: {one}\r\nX-API-Key: {one}",
            "X-API-Key:",
            "Authorization: Bearer ",
            "Authorization: Bearer not-a-key-of-ours",
            "X-API-Key: " + new string('a', 8_000),
            "X-API-Key: tg_live_\u00e9\u00e9",
            "Authorization: Bearer ' OR '1'='1",
        ];

        foreach (var headers in requests)
        {
            (await StatusAsync(app, "GET / HTTP/1.1", headers)).ShouldBe(401, headers);
        }
    }

    [Fact]
    public async Task Bearer_OfTheApplicationsOwnScheme_IsLeftAlone()
    {
        await using var app = await new TollgateApp
        {
            Pipeline = a => a.Use((context, next) =>
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "user42@example.com")], "jwt"));
                return next(context);
            }).UseTollgate(),
        }.StartAsync(e => e.MapGet("/", (HttpContext c) => c.Features.Get<ITollgateFeature>()!.Admission.Entitlement!.Subject));
        app.Customers.Add(Plans.Hourly(5));
        var other = app.Customers.Add(Plans.Hourly(5));

        (await BodyAsync(await app.GetAsync("/", "eyJhbGciOi.jwt.token"))).ShouldBe("user_42");
        (await BodyAsync(await app.GetAsync("/", other))).ShouldBe("user_43");
        (await app.GetAsync("/", "tg_live_forged")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("?a=1&key={0}&b=%20x", "?a=1&b=%20x")]
    [InlineData("?KEY={0}", "")]
    [InlineData("?k%65y={0}&c", "?c")]
    public async Task QueryKey_WhenConfigured_WorksAndVanishesFromTheUrl(string query, string expected)
    {
        await using var app = await new TollgateApp { Settings = { ["Tollgate:Identifying:ApiKeyQueryParameter"] = "key" } }
            .StartAsync(e => e.MapGet("/", (HttpContext c) => c.Request.QueryString.Value + " " + c.Features.Get<IHttpRequestFeature>()!.RawTarget));
        var key = app.Customers.Add(Plans.Hourly(5));

        using var response = await app.GetAsync("/" + string.Format(System.Globalization.CultureInfo.InvariantCulture, query, key), null);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await BodyAsync(response)).ShouldBe($"{expected} /{expected}");
    }

    [Fact]
    public async Task QueryKey_NotConfigured_IsNeverRead()
    {
        await using var app = await new TollgateApp().StartAsync(e => e.MapGet("/", () => "ok"));
        var key = app.Customers.Add(Plans.Hourly(5));

        (await app.GetAsync($"/?key={key}&api_key={key}", null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Start_WithForwardedHeadersSwitchedOnForEveryone_Fails()
    {
        var app = new TollgateApp { Settings = { ["ForwardedHeaders_Enabled"] = "true", ["Tollgate:Http:NotCharged"] = "5xx, teapot" } };

        var error = await Should.ThrowAsync<OptionsValidationException>(() => app.StartAsync(e => e.MapGet("/", () => "ok")));

        error.Failures.Count().ShouldBe(2);
        error.Message.ShouldContain("ASPNETCORE_FORWARDEDHEADERS_ENABLED");
        error.Message.ShouldContain("'teapot'");
        await app.DisposeAsync();
    }

    private static async Task<int> StatusAsync(TollgateApp app, string requestLine, string headers)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(app.Address.Host, app.Address.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.UTF8.GetBytes($"{requestLine}\r\nHost: x\r\nConnection: close\r\n{headers}\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var status = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        return int.Parse(status!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static Task<string> BodyAsync(HttpResponseMessage response) => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
