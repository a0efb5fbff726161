using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Tollgate.AspNetCore.Entitling;
using Tollgate.AspNetCore.Tests.Testing;
using Tollgate.Entitling;
using Xunit;

namespace Tollgate.AspNetCore.Tests.Entitling;

public sealed class RouteScopeMatcherTests : IDisposable
{
    private readonly LogLines _logs = new();

    [Theory]
    [InlineData("GET", "/api/items", "items")]
    [InlineData("GET", "/API/Items", "items")]
    [InlineData("GET", "/api/items/", "items")]
    [InlineData("GET", "//api//items", "items")]
    [InlineData("GET", "/api/./items", "items")]
    [InlineData("GET", "/api/x/../items", "items")]
    [InlineData("GET", "/../api/items", "items")]
    [InlineData("GET", "/api%2Fitems", "items")]
    [InlineData("GET", "/api%2fitems%2f", "items")]
    [InlineData("GET", "/api\\items", "items")]
    [InlineData("GET", "/api;v=1/items;x=1", "items")]
    [InlineData("POST", "/api/orders", "orders")]
    [InlineData("GET", "/api/orders", null)]
    [InlineData("GET", "/api/orders/17", "order")]
    [InlineData("HEAD", "/api/orders/17", "order")]
    [InlineData("GET", "/api/orders/x17", null)]
    [InlineData("DELETE", "/api/orders/17", null)]
    [InlineData("PUT", "/files/a/b/c.txt", "files")]
    [InlineData("GET", "/files", "files")]
    [InlineData("GET", "/filesystem", null)]
    [InlineData("GET", "/", null)]
    public void Match_AnySpelling_FindsTheGroup(string method, string path, string? expected)
    {
        var scopes = new[]
        {
            new PlanScope { Name = "items", Routes = ["/api/items"] },
            new PlanScope { Name = "orders", Routes = ["POST /api/orders"] },
            new PlanScope { Name = "order", Routes = ["get /api/orders/{id:int}"] },
            new PlanScope { Name = "files", Routes = ["/files/{**path}"] },
        };

        Match(scopes, method, path)?.Name.ShouldBe(expected);
        (Match(scopes, method, path) is null).ShouldBe(expected is null);
    }

    [Theory]
    [InlineData("/expensive/..%2Fcheap", "expensive")]
    [InlineData("/expensive/..;/cheap", "expensive")]
    [InlineData("/cheap", "cheap")]
    public void Match_PathWhoseNormalFormIsAnotherEndpoint_FollowsWhatRoutingRuns(string path, string expected)
    {
        var scopes = new[]
        {
            new PlanScope { Name = "cheap", Routes = ["/cheap"] },
            new PlanScope { Name = "expensive", Routes = ["/expensive/{**rest}"] },
        };

        Match(scopes, "GET", path)!.Name.ShouldBe(expected);
    }

    [Theory]
    [InlineData("/api/{id", "{")]
    [InlineData("/api/{id:nonsense}", "nonsense")]
    public void Match_UnusableRoute_MatchesNothingAndIsLoggedOnce(string route, string reason)
    {
        var scopes = new[] { new PlanScope { Name = "bad", Routes = [route, "/good"] } };
        var matcher = CreateMatcher();
        var entitlement = EntitlementOf(scopes);

        matcher.Match(entitlement, "GET", "/api/1").ShouldBeNull();
        matcher.Match(entitlement, "GET", "/good")!.Name.ShouldBe("bad");

        _logs.Lines.Count(l => l.Level == LogLevel.Warning && l.Text.Contains(reason, StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public void Match_OrdinaryPath_AllocatesLittle()
    {
        var matcher = CreateMatcher();
        var entitlement = EntitlementOf([new PlanScope { Name = "a", Routes = ["/v1/a"] }, new PlanScope { Name = "b", Routes = ["/v1/b/{id}"] }]);
        matcher.Match(entitlement, "GET", "/v1/b/17");
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1_000; i++)
        {
            matcher.Match(entitlement, "GET", "/v1/b/17");
        }

        ((GC.GetAllocatedBytesForCurrentThread() - before) / 1_000).ShouldBeLessThan(128); // the value of {id}, and nothing per route
    }

    private PlanScope? Match(PlanScope[] scopes, string method, string path) => CreateMatcher().Match(EntitlementOf(scopes), method, path);

    private static Entitlement EntitlementOf(PlanScope[] scopes)
    {
        var plan = new Plan { Name = "pro", Scopes = scopes };
        return new Entitlement { Subject = "user_1", Plan = plan, Limits = [], Scopes = scopes };
    }

    public void Dispose() => _logs.Dispose();

    private RouteScopeMatcher CreateMatcher()
    {
        var services = new ServiceCollection().AddRouting().AddLogging(l => l.AddProvider(_logs)).BuildServiceProvider();
        return new RouteScopeMatcher(
            services.GetRequiredService<IInlineConstraintResolver>(), services.GetRequiredService<ILogger<RouteScopeMatcher>>());
    }
}
