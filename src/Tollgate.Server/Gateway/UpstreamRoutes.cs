using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Tollgate.Server.Gateway;

/// <summary>Routes that send everything to one upstream: gRPC over HTTP/2 with or without TLS, the rest in whatever version it speaks.</summary>
internal static class UpstreamRoutes
{
    private const string Default = "upstream";
    private const string Grpc = "upstream-grpc";

    /// <summary>The catch-all routes.</summary>
    public static IReadOnlyList<RouteConfig> Routes { get; } =
    [
        new()
        {
            RouteId = Grpc,
            ClusterId = Grpc,
            Order = 1,
            Match = new RouteMatch
            {
                Path = "{**path}",
                Headers = [new RouteHeader { Name = "Content-Type", Values = ["application/grpc"], Mode = HeaderMatchMode.HeaderPrefix }],
            },
        },
        new() { RouteId = Default, ClusterId = Default, Order = 2, Match = new RouteMatch { Path = "{**path}" } },
    ];

    /// <summary>The upstream, once for gRPC (HTTP/2 exactly: a plain port can't negotiate) and once for the rest.</summary>
    public static IReadOnlyList<ClusterConfig> Clusters(string address) =>
    [
        Cluster(Grpc, address, new ForwarderRequestConfig { Version = new Version(2, 0), VersionPolicy = HttpVersionPolicy.RequestVersionExact }),
        Cluster(Default, address, null),
    ];

    /// <summary>What is wrong with an upstream's address; null when nothing is.</summary>
    public static string? Fault(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0
            ? null
            : $"Tollgate:Server:Upstream (--upstream) is '{Plans.Shown.Of(address)}', which is not an upstream; use http://HOST:PORT or https://HOST without user, query or fragment";

    private static ClusterConfig Cluster(string id, string address, ForwarderRequestConfig? request) => new()
    {
        ClusterId = id,
        HttpRequest = request,
        Destinations = new Dictionary<string, DestinationConfig> { ["only"] = new() { Address = address } },
    };
}
