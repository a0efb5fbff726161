using Microsoft.AspNetCore.Routing.Patterns;

namespace Tollgate.Server.Plans;

/// <summary>Checks the route patterns of plan files.</summary>
internal static class RouteSyntax
{
    /// <summary>What is wrong with a route ("GET /v1/search", "/files/{**path}"); null when nothing is.</summary>
    public static string? Fault(string route)
    {
        var space = route.IndexOf(' ', StringComparison.Ordinal);
        var (method, path) = space < 0 ? (null, route) : (route[..space], route[(space + 1)..]);
        if (method is not null && (method.Length is 0 or > 20 || method.Any(c => c is < 'A' or > 'Z')))
        {
            return "the method must be in capitals before one space, e.g. 'GET /v1/search'";
        }

        if (!path.StartsWith('/'))
        {
            return "it must begin with '/', optionally after a method, e.g. 'GET /v1/search' or '/files/{**path}'";
        }

        try
        {
            RoutePatternFactory.Parse(path);
            return null;
        }
        catch (RoutePatternException broken)
        {
            return broken.Message;
        }
    }
}
