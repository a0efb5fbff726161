using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Tollgate.StripeFake.Tests;

/// <summary>A webhook receiver on loopback that keeps what it was sent.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Receiver(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single() + "/hook");

    /// <summary>Body and Stripe-Signature header, in the order of arrival.</summary>
    public ConcurrentQueue<(string Body, string Signature)> Received { get; } = new();

    /// <summary>What is answered to a body.</summary>
    public Func<string, int> Answer { get; set; } = _ => 200;

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.MapPost("/hook", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            var body = await reader.ReadToEndAsync();
            receiver.Received.Enqueue((body, request.Headers["Stripe-Signature"].ToString()));
            return Results.StatusCode(receiver.Answer(body));
        });
        await app.StartAsync();
        return receiver;
    }

    public IReadOnlyList<string> Types() => [.. Received.Select(r => System.Text.Json.JsonDocument.Parse(r.Body).RootElement.GetProperty("type").GetString()!)];

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
