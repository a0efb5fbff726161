using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tollgate.Server.Tests.Gateway;

/// <summary>A real API behind the gateway, that says what it received.</summary>
internal sealed class UpstreamServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private UpstreamServer(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public string Url => _app.Urls.Single();

    /// <summary>Lets /held go on to its end.</summary>
    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts it; gRPC needs HTTP/2 alone on a plain port.</summary>
    public static async Task<UpstreamServer> StartAsync(HttpProtocols protocols, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        builder.Services.AddGrpc();
        var app = builder.Build();
        var server = new UpstreamServer(app);
        app.UseWebSockets();
        server.Map(app);
        await app.StartAsync(cancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        Release.TrySetResult();
        await _app.DisposeAsync();
    }

    private void Map(WebApplication app)
    {
        app.MapGet("/ok", () => "ok");
        app.MapGet("/fail", () => Results.StatusCode(500));
        app.MapGet("/request", (HttpRequest request) => Results.Json(new
        {
            headers = request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            query = request.QueryString.Value,
        }));
        app.MapGet("/limits", (HttpResponse response) =>
        {
            response.Headers["RateLimit"] = "\"upstream\";r=1";
            response.Headers["X-RateLimit-Limit"] = "123456";
            response.Headers["X-RateLimit-Upstream"] = "1";
            response.Headers.Server = "secretive/1.0";
            return "limits";
        });
        app.MapGet("/paths/{**rest}", (HttpRequest request) => request.Path.Value);
        app.MapGet("/held", HoldAsync);
        app.MapPost("/upload", CountAsync);
        app.Map("/echo", EchoAsync);
        app.MapGrpcService<EchoService>();
    }

    private async Task HoldAsync(HttpContext context)
    {
        await context.Response.WriteAsync("first\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await Release.Task.WaitAsync(context.RequestAborted);
        await context.Response.WriteAsync("last\n", context.RequestAborted);
    }

    private static async Task<long> CountAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        return body.Length;
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[1024];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
        await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, context.RequestAborted);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
    }
}
