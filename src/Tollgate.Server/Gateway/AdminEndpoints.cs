using Tollgate.Server.Admin;

namespace Tollgate.Server.Gateway;

/// <summary>What the admin listener serves.</summary>
internal static class AdminEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", () => Results.Json(new { status = "live" }));
        endpoints.MapGet("/health/ready", async (Readiness readiness, CancellationToken cancellationToken) =>
        {
            var problems = await readiness.FindProblemsAsync(cancellationToken);
            return problems.Count == 0
                ? Results.Json(new { status = "ready", problems })
                : Results.Json(new { status = "unready", problems }, statusCode: StatusCodes.Status503ServiceUnavailable);
        });
        UsageEndpoints.Map(endpoints);
        endpoints.MapFallback(Problems.NotFoundAsync);
    }
}
