using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Tollgate.Server.Tests.Protos;
using Xunit;

namespace Tollgate.Server.Tests.Gateway;

public sealed class GatewayTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_WithKey_ReachesTheUpstreamWithoutItAndNamesTheCaller()
    {
        await using var gateway = await TestGateway.StartAsync(Cancel);

        foreach (var header in new[] { "X-API-Key", "Authorization" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/request?a=1");
            request.Headers.Add(header, header == "X-API-Key" ? gateway.ApiKey : $"bearer {gateway.ApiKey}");
            request.Headers.Add("X-Tollgate-User", "root");
            request.Headers.Add("x-tollgate-anything", "spoofed");
            request.Headers.Add("X_Tollgate_Plan", "enterprise");
            using var response = await gateway.Public.SendAsync(request, Cancel);
            var received = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("headers");

            received.GetRawText().ShouldNotContain(gateway.ApiKey);
            received.GetProperty("X-Tollgate-User").GetString().ShouldBe("ann%25%C3%A4");
            received.GetProperty("X-Tollgate-Plan").GetString().ShouldBe("test");
            received.GetProperty("X-Tollgate-Subject").GetString().ShouldBe("user_1");
            received.GetRawText().ShouldNotContain("root");
            received.GetRawText().ShouldNotContain("spoofed");
            received.GetRawText().ShouldNotContain("enterprise");
        }
    }

    [Fact]
    public async Task Request_Anonymous_HasAPlanButNoUser()
    {
        await using var gateway = await TestGateway.StartAsync(Cancel);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/request");
        request.Headers.Add("X-Tollgate-User", "root");
        request.Headers.Add("Authorization", "Basic dTpw");
        using var response = await gateway.Public.SendAsync(request, Cancel);
        var received = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("headers");

        received.TryGetProperty("X-Tollgate-User", out _).ShouldBeFalse();
        received.GetProperty("X-Tollgate-Plan").GetString().ShouldBe("anonymous");
        received.GetProperty("Authorization").GetString().ShouldBe("Basic dTpw"); // the upstream's own credentials travel on
    }

    [Fact]
    public async Task Request_KeyInTheQuery_IsTakenOutOfTheUrl()
    {
        await using var gateway = await TestGateway.StartAsync(Cancel, HttpProtocols.Http1, ("Tollgate:Identifying:ApiKeyQueryParameter", "api_key"));

        var received = await gateway.Public.GetFromJsonAsync<JsonElement>($"/request?a=1&api_key={gateway.ApiKey}&b=2", Cancel);

        received.GetProperty("query").GetString().ShouldBe("?a=1&b=2");
        received.GetProperty("headers").GetProperty("X-Tollgate-Subject").GetString().ShouldBe("user_1");
    }

    /// <summary>With that log on, hosting makes a trace for each request.</summary>
    [Theory]
    [InlineData(null, false)]
    [InlineData("Critical", true)]
    public async Task Hosting_LogOfRequests_IsOffUnlessItIsTurnedOn(string? level, bool isOn)
    {
        (string, string)[] settings = level is null ? [] : [("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", level)];
        await using var gateway = await TestGateway.StartAsync(Cancel, HttpProtocols.Http1, settings);

        gateway.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics").IsEnabled(LogLevel.Critical).ShouldBe(isOn);
        (await gateway.GetAsync("/request", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Request_OfAClientsTrace_ReachesTheUpstreamAsAPartOfIt()
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        await using var gateway = await TestGateway.StartAsync(Cancel);

        using var response = await gateway.GetAsync("/request", Cancel, request => request.Headers.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-01"));
        var received = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("headers");

        received.GetProperty("traceparent").GetString().ShouldStartWith($"00-{Trace}-");
    }

    [Fact]
    public async Task Request_ForwardingConfigured_KeepsTheKey()
    {
        await using var gateway = await TestGateway.StartAsync(Cancel, HttpProtocols.Http1, ("Tollgate:Server:ForwardApiKey", "true"));

        using var response = await gateway.GetAsync("/request", Cancel);

        (await response.Content.ReadAsStringAsync(Cancel)).ShouldContain(gateway.ApiKey);
    }

    [Fact]
    public async Task Request_BeyondTheLimit_IsRefusedWithProblemDetailsAndNeverReachesTheUpstream()
    {
        await using var gateway = await TestGateway.StartAsync(Cancel);
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 25; i++)
        {
            using var response = await gateway.GetAsync("/ok", Cancel);
            statuses.Add(response.StatusCode);
        }

        statuses.Count(s => s == HttpStatusCode.OK).ShouldBe(20);
        statuses.Skip(20).ShouldAllBe(s => s == HttpStatusCode.TooManyRequests);
        using var refused = await gateway.GetAsync("/ok", Cancel);
        refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public async Task Request_BadKey_IsRefusedWith401()
    {
        await using var gateway = await TestGateway.StartAsync(Cancel);

        using var response = await gateway.GetAsync("/ok", Cancel, r =>
        {
            r.Headers.Remove("X-API-Key");
            r.Headers.Add("X-API-Key", "tg_live_garbage");
        });

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Response_UpstreamsOwnLimits_AreReplacedByOurs()
    {
        await using var gateway = await TestGateway.StartAsync(Cancel);

        using var response = await gateway.GetAsync("/limits", Cancel);

        response.Headers.GetValues("X-RateLimit-Limit").ShouldBe(["20"]);
        response.Headers.GetValues("RateLimit").ShouldHaveSingleItem().ShouldNotContain("upstream");
        response.Headers.Contains("X-RateLimit-Upstream").ShouldBeFalse();
        response.Headers.Contains("Server").ShouldBeFalse();
    }

    [Fact]
    public async Task Response_UpstreamFails_IsNotCharged()
    {
        await using var gateway = await TestGateway.StartAsync(Cancel);
        for (var i = 0; i < 30; i++)
        {
            using var response = await gateway.GetAsync("/fail", Cancel);
            response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        }

        using var last = await gateway.GetAsync("/ok", Cancel);

        last.StatusCode.ShouldBe(HttpStatusCode.OK);
        last.Headers.GetValues("X-RateLimit-Remaining").ShouldBe(["19"]);
    }

    [Fact]
    public async Task Response_UpstreamGone_Is502WithProblemDetails()
    {
        await using var gateway = await TestGateway.StartAsync(Cancel);
        await gateway.Upstream.DisposeAsync();

        using var response = await gateway.GetAsync("/ok", Cancel);

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await response.Content.ReadAsStringAsync(Cancel)).ShouldNotContain("Exception");
    }

    [Fact]
    public async Task Response_Stream_ArrivesBeforeItsEnd()
    {
        await using var gateway = await TestGateway.StartAsync(Cancel);

        using var response = await gateway.GetAsync("/held", Cancel);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));
        (await reader.ReadLineAsync(Cancel)).ShouldBe("first"); // the upstream is still waiting for us
        gateway.Upstream.Release.SetResult();

        (await reader.ReadLineAsync(Cancel)).ShouldBe("last");
    }

    [Fact]
    public async Task WebSocket_ThroughTheGateway_Echoes()
    {
        await using var gateway = await TestGateway.StartAsync(Cancel);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("X-API-Key", gateway.ApiKey);

        await socket.ConnectAsync(new Uri(gateway.Public.BaseAddress!.ToString().Replace("http", "ws", StringComparison.Ordinal) + "echo"), Cancel);
        await socket.SendAsync(Encoding.UTF8.GetBytes("hello"), WebSocketMessageType.Text, true, Cancel);
        var buffer = new byte[100];
        var received = await socket.ReceiveAsync(buffer, Cancel);

        Encoding.UTF8.GetString(buffer, 0, received.Count).ShouldBe("hello");
    }

    [Fact]
    public async Task Grpc_UnaryOverH2c_PassesAndIsCharged()
    {
        await using var gateway = await TestGateway.StartAsync(Cancel, HttpProtocols.Http2);
        using var channel = GrpcChannel.ForAddress(gateway.Http2Url);
        var headers = new Metadata { { "x-api-key", gateway.ApiKey } };

        var reply = await new Echo.EchoClient(channel).SayAsync(new EchoRequest { Text = "hi" }, headers, cancellationToken: Cancel);

        (reply.Text, reply.User).ShouldBe(("hi", "ann%25%C3%A4"));
        for (var i = 0; i < 19; i++)
        {
            await new Echo.EchoClient(channel).SayAsync(new EchoRequest(), headers, cancellationToken: Cancel);
        }

        await Should.ThrowAsync<RpcException>(async () =>
            await new Echo.EchoClient(channel).SayAsync(new EchoRequest(), headers, cancellationToken: Cancel));
    }

    [Fact]
    public async Task Listeners_EachSide_HasNothingOfTheOther()
    {
        await using var gateway = await TestGateway.StartAsync(Cancel);

        (await gateway.Admin.GetAsync("/health/live", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gateway.Admin.GetAsync("/ok", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var spoofed = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        spoofed.Headers.Host = gateway.Admin.BaseAddress!.Authority; // the door counts, not what the client says
        (await gateway.Public.SendAsync(spoofed, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Ready_CurrentSchema_IsReady()
    {
        await using var gateway = await TestGateway.StartAsync(Cancel);

        var answer = await gateway.Admin.GetFromJsonAsync<JsonElement>("/health/ready", Cancel);

        answer.GetProperty("status").GetString().ShouldBe("ready");
    }

    [Fact]
    public async Task Ready_NoSchema_IsUnreadyAndSaysWhy()
    {
        using var folder = new TestFolder();
        var (host, listeners) = await TestGateway.StartHostAsync(folder.Database, "http://127.0.0.1:1", [], Cancel);
        using var admin = new HttpClient { BaseAddress = new Uri(listeners.AdminUrls[0]) };

        using var response = await admin.GetAsync("/health/ready", Cancel);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.GetProperty("problems")[0].GetString()!.ShouldContain("tollgate setup");
        await host.StopAsync(Cancel);
        host.Dispose();
    }
}
