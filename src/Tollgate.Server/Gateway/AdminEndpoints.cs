using Tollgate.Server.Admin;

namespace Tollgate.Server.Gateway;

/// <summary>What the admin listener serves to people and programs that administer.</summary>
internal static class AdminEndpoints
{
    /// <summary>Maps the endpoints; they stay out of the HTTP metrics, which are about callers.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
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
