using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Tollgate.Server.Admin;
using Tollgate.Server.Commands;
using Tollgate.Server.Gateway;
using Xunit;

namespace Tollgate.Server.Tests.Architecture;

/// <summary>Every endpoint that asks nobody who they are is on this list.</summary>
public sealed class EndpointTests
{
    /// <summary>
    /// The admin listener's; whoever adds one here has thought about who reaches it. Collectors rarely log in, so /metrics asks for nothing:
    /// it has counts by outcome, route and status, and no metric names a subject, a key or an address.
    /// </summary>
    private static readonly string[] Anonymous = ["/health/live", "/health/ready", "/metrics", "{*path:nonfile}", "{*path:nonfile}"];

    /// <summary>What a command of <c>tollgate billing</c> is on the admin API; whoever adds one gives it a route.</summary>
    private static readonly Dictionary<string, string> BillingRoutes = new()
    {
        ["sync"] = "POST /api/billing/sync",
        ["report"] = "GET /api/billing/report",
        ["events"] = "GET /api/billing/events",
        ["retry"] = "POST /api/billing/events/{identifier}/retry",
        ["cancel"] = "POST /api/billing/events/{identifier}/cancel",
        ["forgive"] = "POST /api/billing/invoices/{reference}/forgive",
    };

    [Fact]
    public void AdminEndpoints_OfBilling_HaveARouteForEveryCommandAndAskForTheToken()
    {
        var routes = new RouteList();
        AdminEndpoints.Map(routes);

        var billing = routes.DataSources.SelectMany(s => s.Endpoints).Cast<RouteEndpoint>().Where(e => e.RoutePattern.RawText!.StartsWith("/api/billing/", StringComparison.Ordinal)).ToList();

        BillingRoutes.Keys.ShouldBe(new BillingCommand().Subcommands.Select(c => c.Name), ignoreOrder: true);
        BillingRoutes.Values.ShouldBeSubsetOf(billing.Select(e => $"{e.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Single()} {e.RoutePattern.RawText}"));
        billing.ShouldAllBe(e => e.Metadata.GetMetadata<IAuthorizeData>()!.Policy == AdminTokenHandler.Name);
    }

    [Fact]
    public void AdminEndpoints_WithoutAuthorization_AreTheListedOnes()
    {
        var routes = new RouteList();
        ProbeEndpoints.Map(routes);
        AdminEndpoints.Map(routes);

        var open = routes.DataSources.SelectMany(s => s.Endpoints).Cast<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IAuthorizeData>() is null).Select(e => e.RoutePattern.RawText!);

        open.Order(StringComparer.Ordinal).ShouldBe(Anonymous.Order(StringComparer.Ordinal));
    }
}
