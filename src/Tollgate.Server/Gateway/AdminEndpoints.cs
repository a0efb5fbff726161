using Tollgate.Server.Admin;
using Tollgate.Server.Health;

namespace Tollgate.Server.Gateway;

/// <summary>What the admin listener serves.</summary>
internal static class AdminEndpoints
{
    /// <summary>Maps the endpoints; they stay out of the HTTP metrics, which are about callers.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", (Liveness liveness) => liveness.Check().ToResult("live", "stuck")).DisableHttpMetrics();
        endpoints.MapGet("/health/ready", async (Readiness readiness, CancellationToken cancellationToken) =>
            (await readiness.CheckAsync(cancellationToken)).ToResult("ready", "unready")).DisableHttpMetrics();
        endpoints.MapPrometheusScrapingEndpoint("/metrics").DisableHttpMetrics();
        UsageEndpoints.Map(endpoints);
        BillingEndpoints.Map(endpoints);
        CreditEndpoints.Map(endpoints);
        Admin.StripeEndpoints.Map(endpoints);
        PlanEndpoints.Map(endpoints);
        SpendCapEndpoints.Map(endpoints);
        RestrictionEndpoints.Map(endpoints);
        endpoints.MapFallback(Problems.NotFoundAsync).DisableHttpMetrics();
    }
}
