using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Tollgate.Server.Tests.Telemetry;

/// <summary>Takes what an OTLP exporter sends over HTTP. Texts stand in protobuf as they are, so that they can be looked for.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, StringBuilder> _received = new();

    private OtlpCollector(WebApplication app)
    {
        _app = app;
        app.MapPost("/v1/{signal}", TakeAsync);
    }

    /// <summary>Its address.</summary>
    public string Url => _app.Urls.First();

    /// <summary>All that came of a signal ("traces", "metrics").</summary>
    public string Received(string signal)
    {
        var text = _received.GetOrAdd(signal, _ => new StringBuilder());
        lock (text)
        {
            return text.ToString();
        }
    }

    public static async Task<OtlpCollector> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = new OtlpCollector(builder.Build());
        await collector._app.StartAsync(cancellationToken);
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context, string signal)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var text = _received.GetOrAdd(signal, _ => new StringBuilder());
        lock (text)
        {
            text.Append(Encoding.Latin1.GetString(body.ToArray()));
        }
    }
}
