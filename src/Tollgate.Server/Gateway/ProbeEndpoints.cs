using Tollgate.Server.Health;

namespace Tollgate.Server.Gateway;

/// <summary>What machines ask the admin listener again and again: a branch of its own, so that a node that is only watched builds no others.</summary>
internal static class ProbeEndpoints
{
    private static readonly PathString[] Paths = ["/health/live", "/health/ready", "/metrics"];

    /// <summary>Whether a request is for one of them.</summary>
    public static bool Are(HttpContext context) => Listeners.IsAdmin(context) && Array.Exists(Paths, path => IsAt(context.Request.Path, path));

    /// <summary>Maps them, without the binding of parameters, which is compiled at run time; they stay out of the HTTP metrics, which are about callers.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", context => AnswerAsync(
            context, context.RequestServices.GetRequiredService<Liveness>().Check().ToResult("live", "stuck"))).DisableHttpMetrics();
        endpoints.MapGet("/health/ready", async context => await AnswerAsync(
            context, (await context.RequestServices.GetRequiredService<Readiness>().CheckAsync(context.RequestAborted)).ToResult("ready", "unready"))).DisableHttpMetrics();
        endpoints.MapPrometheusScrapingEndpoint("/metrics").DisableHttpMetrics();
        endpoints.MapFallback(Problems.NotFoundAsync).DisableHttpMetrics();
    }

    /// <summary>Routing takes a slash at the end for none.</summary>
    private static bool IsAt(PathString asked, PathString path) => asked.StartsWithSegments(path, out var rest) && (!rest.HasValue || rest == "/");

    private static Task AnswerAsync(HttpContext context, IResult result) => result.ExecuteAsync(context);
}
