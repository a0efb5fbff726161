using System.Text;
using Microsoft.AspNetCore.Routing.Patterns;
using Tollgate.Entitling;

namespace Tollgate.Server.Replay;

/// <summary>Finds the endpoint group that a proposed plan gives to a recorded endpoint: a route pattern, or a group of the plan of then.</summary>
/// <remarks>
/// A pattern is matched by an example of its paths. So a route that only some paths of the pattern have ("/reports/annual" of "/reports/{name}")
/// is not found: which of them were called was never recorded.
/// </remarks>
internal sealed class EndpointGroups(IScopeMatcher matcher)
{
    private readonly Dictionary<(string Plan, string Method, string Endpoint), (PlanScope? Group, bool IsKnown)> _found = [];

    /// <summary>The group, null for none; and whether the endpoint says enough to know.</summary>
    public (PlanScope? Group, bool IsKnown) Find(Entitlement entitlement, string method, string endpoint)
    {
        if (entitlement.Scopes.Count == 0)
        {
            return (null, true);
        }

        var key = (entitlement.Plan.Name, method, endpoint);
        if (!_found.TryGetValue(key, out var found))
        {
            _found[key] = found = Look(entitlement, method, endpoint);
        }

        return found;
    }

    /// <summary>A path that the pattern matches; null for a pattern that takes every path, and for what is no pattern.</summary>
    internal static string? ExampleOf(string endpoint)
    {
        if (!endpoint.StartsWith('/'))
        {
            return null;
        }

        try
        {
            var segments = RoutePatternFactory.Parse(endpoint).PathSegments;
            return segments is [{ Parts: [RoutePatternParameterPart { IsCatchAll: true }] }]
                ? null
                : segments.Aggregate(new StringBuilder(), static (path, s) => path.Append('/').AppendJoin("", s.Parts.Select(TextOf))) is { Length: > 0 } text
                    ? text.ToString()
                    : "/";
        }
        catch (RoutePatternException)
        {
            return null;
        }
    }

    private (PlanScope? Group, bool IsKnown) Look(Entitlement entitlement, string method, string endpoint) => ExampleOf(endpoint) is { } path
        ? (matcher.Match(entitlement, method, path), true)
        : entitlement.Scopes.FirstOrDefault(s => s.Name == endpoint) is { } named ? (named, true) : (null, false);

    private static string TextOf(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter => ValueOf(parameter.ParameterPolicies.Select(p => p.Content ?? "").FirstOrDefault() ?? ""),
        _ => "x",
    };

    /// <summary>A value that satisfies a constraint of the framework.</summary>
    private static string ValueOf(string constraint) => constraint switch
    {
        "" or "alpha" => "x",
        "guid" => Guid.Empty.ToString(),
        "bool" => "true",
        "datetime" => "2026-01-01",
        _ when Argument(constraint, "min") is { } least => least,
        _ when Argument(constraint, "range") is { } range => range.Split(',')[0].Trim(),
        _ when Argument(constraint, "length") is { } length => new string('1', int.TryParse(length.Split(',')[0], out var n) ? Math.Clamp(n, 1, 1_000) : 1),
        _ when Argument(constraint, "minlength") is { } length => new string('1', int.TryParse(length, out var n) ? Math.Clamp(n, 1, 1_000) : 1),
        _ => "1", // int, long, decimal, max, ...
    };

    private static string? Argument(string constraint, string name) =>
        constraint.StartsWith(name + "(", StringComparison.OrdinalIgnoreCase) && constraint.EndsWith(')') ? constraint[(name.Length + 1)..^1] : null;
}
