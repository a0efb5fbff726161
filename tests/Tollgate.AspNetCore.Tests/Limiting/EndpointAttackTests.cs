using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Tollgate.AspNetCore.Tests.Testing;
using Tollgate.Entitling;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.AspNetCore.Tests.Limiting;

public sealed class EndpointAttackTests
{
    private static readonly string[] Spellings =
    [
        "GET /api/items", "GET /API/ITEMS", "GET /api/items/", "GET /api/./items", "GET /api/x/../items", "GET /api/%2e/items",
        "GET /api/x/%2e%2e/items", "GET /api/%69tems", "GET /api/items?x=1", "get /api/items", "GET /api//items", "GET //api/items",
        "GET /api%2Fitems", "GET /api/items%2F", "GET /api/items;x=1", "GET /api/items.", "GET /api/items%20",
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OneEndpoint_ManySpellings_NeverServesMoreThanItsLimit(bool isNamedByMetadata)
    {
        var served = 0;
        await using var app = await new TollgateApp().StartAsync(e =>
        {
            var endpoint = e.MapGet("/api/items", () => $"{Interlocked.Increment(ref served)}");
            if (isNamedByMetadata)
            {
                endpoint.WithTollgate("items");
            }
        });
        var scope = new PlanScope { Name = "items", Routes = isNamedByMetadata ? [] : ["GET /api/items"], Limits = [new(Window.Hour, 5)] };
        var key = app.Customers.Add(Plans.Hourly(10_000) with { Scopes = [scope] });

        for (var i = 0; i < Spellings.Length * 2; i++)
        {
            await SendRawAsync(app, Spellings[i % Spellings.Length], key);
        }

        served.ShouldBe(5);
    }

    [Theory]
    [InlineData("GET /api%2Fitems", "400")]
    [InlineData("GET /api/x/..%2Fitems", "400")]
    [InlineData("GET /api/a%0d%0ab", "400")]
    [InlineData("GET //api///items", "200 /api/items")]
    [InlineData("GET /api/x/../items", "200 /api/items")]
    public async Task StrictPaths_BeforeAGateway_ForwardWhatIsLimited(string requestLine, string expected)
    {
        await using var app = await new TollgateApp { Pipeline = a => a.UseTollgateStrictPaths().UseRouting().UseTollgate() }
            .StartAsync(e => e.MapGet("/{**path}", (HttpContext c) => c.Request.Path.Value));
        var key = app.Customers.Add(Plans.Hourly(10));

        var response = await SendRawAsync(app, requestLine, key);

        response.ShouldStartWith("HTTP/1.1 " + expected[..3]);
        response.ShouldContain(expected[3..].Trim());
    }

    private static async Task<string> SendRawAsync(TollgateApp app, string requestLine, string key)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(app.Address.Host, app.Address.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"{requestLine} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-API-Key: {key}\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var response = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        response.ShouldStartWith("HTTP/1.1 ");
        return response;
    }
}
