using System.Net.WebSockets;

namespace Tollgate.Server.Demo;

/// <summary>The built-in demo API: a few endpoints that show what a gateway must carry.</summary>
internal static class DemoApi
{
    private static readonly string[] Skies = ["clear", "cloudy", "rain", "snow"];

    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/", () => Results.Json(new { name = "Tollgate demo API", endpoints = Paths }));
        endpoints.MapGet("/weather", (string? city) => Weather(city ?? "Berlin"));
        endpoints.MapGet("/search", (string? q) => Results.Json(new { query = q ?? "", results = Skies.Where(s => s.Contains(q ?? "", StringComparison.OrdinalIgnoreCase)) }));
        endpoints.MapPost("/orders", () => Results.Json(new { order = Guid.CreateVersion7(), status = "accepted" }, statusCode: StatusCodes.Status201Created));
        endpoints.MapGet("/slow", SlowAsync);
        endpoints.MapGet("/fail", () => Results.Problem("This endpoint always fails, to show that failures of the upstream are not charged.", statusCode: 500));
        endpoints.MapGet("/stream", StreamAsync);
        endpoints.MapGet("/headers", (HttpRequest request) => Results.Json(request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString())));
        endpoints.Map("/echo", EchoAsync);
    }

    private static readonly string[] Paths =
        ["GET /weather?city=", "GET /search?q=", "POST /orders", "GET /slow", "GET /fail", "GET /stream", "GET /headers", "WebSocket /echo"];

    /// <summary>The same city has the same weather: an answer that can be compared.</summary>
    private static IResult Weather(string city)
    {
        var seed = city.Aggregate(17, (sum, c) => ((sum * 31) + c) % 10_007);
        return Results.Json(new { city, sky = Skies[seed % Skies.Length], celsius = (seed % 35) - 5 });
    }

    private static async Task<IResult> SlowAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromSeconds(2), clock, cancellationToken);
        return Results.Json(new { waitedSeconds = 2 });
    }

    private static async Task StreamAsync(HttpContext context, TimeProvider clock)
    {
        context.Response.ContentType = "text/event-stream";
        for (var i = 1; i <= 5; i++)
        {
            await context.Response.WriteAsync($"data: {i}\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(TimeSpan.FromMilliseconds(300), clock, context.RequestAborted);
        }
    }

    private static async Task EchoAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[16 * 1024];
        while (await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } received)
        {
            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, context.RequestAborted);
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
    }
}
