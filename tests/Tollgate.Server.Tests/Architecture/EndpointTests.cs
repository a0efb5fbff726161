using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Shouldly;
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
    private static readonly string[] Anonymous = ["/health/live", "/health/ready", "/metrics", "{*path:nonfile}"];

    [Fact]
    public void AdminEndpoints_WithoutAuthorization_AreTheListedOnes()
    {
        var routes = new RouteList();
        AdminEndpoints.Map(routes);

        var open = routes.DataSources.SelectMany(s => s.Endpoints).Cast<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IAuthorizeData>() is null).Select(e => e.RoutePattern.RawText!);

        open.Order(StringComparer.Ordinal).ShouldBe(Anonymous.Order(StringComparer.Ordinal));
    }
}
