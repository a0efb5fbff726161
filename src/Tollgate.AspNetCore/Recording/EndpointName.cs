using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Tollgate.Entitling;
using Tollgate.Recording;

namespace Tollgate.AspNetCore.Recording;

/// <summary>What an endpoint is called in recorded usage: its route pattern, never the path of the request.</summary>
/// <remarks>A pattern that takes every path (a gateway's, a fallback's) says less than the plan's endpoint group, which then comes first.</remarks>
internal static class EndpointName
{
    private static readonly ConditionalWeakTable<RoutePattern, string> Rooted = [];

    /// <summary>The pattern with a leading slash, the group's name, or "(unmatched)".</summary>
    public static string Of(Endpoint? endpoint, PlanScope? group) => endpoint is RouteEndpoint { RoutePattern: { RawText: { } text } pattern }
        ? TakesAll(pattern) && group is not null ? group.Name : text is ['/', ..] ? text : Root(pattern)
        : group?.Name ?? UsageEvent.UnmatchedEndpoint;

    private static bool TakesAll(RoutePattern pattern) =>
        pattern.PathSegments is [{ Parts: [RoutePatternParameterPart { IsCatchAll: true }] }];

    private static string Root(RoutePattern pattern) => Rooted.GetValue(pattern, static p => "/" + p.RawText);
}
