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

    public PlanScope? Match(Entitlement entitlement, string method, string path)
    {
        var normalized = new PathString(RequestPath.Normalize(path));
        foreach (var scope in entitlement.Scopes)
        {
            foreach (var route in RoutesOf(scope))
            {
                if (route.IsMatch(method, normalized))
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
