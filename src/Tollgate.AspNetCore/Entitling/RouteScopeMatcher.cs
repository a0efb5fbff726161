using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Logging;
using Tollgate.Entitling;

namespace Tollgate.AspNetCore.Entitling;

/// <summary>Matches plans' route patterns with ASP.NET Core's own templates, whatever case or spelling the path has.</summary>
internal sealed class RouteScopeMatcher(IInlineConstraintResolver constraints, ILogger<RouteScopeMatcher> logger) : IScopeMatcher
{
    private readonly ConditionalWeakTable<PlanScope, ScopeRoute[]> _compiled = [];

    /// <remarks>
    /// The path as routing sees it comes first: it names the endpoint that will run. Only when no group claims it, its normal form may, so that
    /// a spelling which an upstream understands (//, %2F, ;x) does not escape either.
    /// </remarks>
    public PlanScope? Match(Entitlement entitlement, string method, string path)
    {
        var normalized = RequestPath.Normalize(path);
        return ReferenceEquals(normalized, path) || !path.StartsWith('/')
            ? Find(entitlement, method, normalized)
            : Find(entitlement, method, path) ?? Find(entitlement, method, normalized);
    }

    private PlanScope? Find(Entitlement entitlement, string method, PathString path)
    {
        foreach (var scope in entitlement.Scopes)
        {
            foreach (var route in RoutesOf(scope))
            {
                if (route.IsMatch(method, path))
                {
                    return scope;
                }
            }
        }

        return null;
    }

    private ScopeRoute[] RoutesOf(PlanScope scope) =>
        _compiled.TryGetValue(scope, out var routes) ? routes : _compiled.GetValue(scope, Compile);

    private ScopeRoute[] Compile(PlanScope scope)
    {
        var routes = new List<ScopeRoute>(scope.Routes.Count);
        foreach (var text in scope.Routes)
        {
            try
            {
                routes.Add(ScopeRoute.Parse(text, constraints));
            }
            catch (Exception exception) when (exception is RoutePatternException or RouteCreationException)
            {
                Log.RouteNotUsable(logger, text, scope.Name, exception.Message);
            }
        }

        return [.. routes];
    }
}
