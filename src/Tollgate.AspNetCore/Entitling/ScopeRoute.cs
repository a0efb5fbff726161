using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;

namespace Tollgate.AspNetCore.Entitling;

/// <summary>One route pattern of a plan's endpoint group, compiled: "POST /v1/orders/{id:int}".</summary>
internal sealed class ScopeRoute
{
    [ThreadStatic]
    private static RouteValueDictionary? s_values; // every thread reuses one, so that matching allocates nothing

    private readonly string? _method;
    private readonly TemplateMatcher _matcher;
    private readonly List<(string Name, IRouteConstraint Constraint)> _constraints = [];

    private ScopeRoute(string? method, RoutePattern pattern, IInlineConstraintResolver constraints)
    {
        _method = method;
        var template = new RouteTemplate(pattern);
        _matcher = new TemplateMatcher(template, new RouteValueDictionary(pattern.Defaults));
        foreach (var parameter in template.Parameters)
        {
            foreach (var inline in parameter.InlineConstraints)
            {
                var constraint = constraints.ResolveConstraint(inline.Constraint)
                    ?? throw new RoutePatternException(pattern.RawText ?? "", $"The constraint '{inline.Constraint}' is unknown.");
                _constraints.Add((parameter.Name!, constraint));
            }
        }
    }

    /// <summary>Compiles a pattern; throws when it is malformed or has an unknown constraint.</summary>
    public static ScopeRoute Parse(string text, IInlineConstraintResolver constraints)
    {
        var trimmed = text.Trim();
        var space = trimmed.IndexOf(' ', StringComparison.Ordinal);
        var method = space > 0 && trimmed[0] != '/' ? HttpMethods.GetCanonicalizedValue(trimmed[..space].ToUpperInvariant()) : null;
        var pattern = method is null ? trimmed : trimmed[space..].TrimStart();
        return new ScopeRoute(method, RoutePatternFactory.Parse(pattern), constraints);
    }

    /// <summary>Whether the request belongs here; a route for GET holds for HEAD too, which is a GET without the body.</summary>
    public bool IsMatch(string method, PathString path)
    {
        if (_method is not null && _method != method && !(HttpMethods.IsHead(method) && HttpMethods.IsGet(_method)))
        {
            return false;
        }

        var values = s_values ??= [];
        values.Clear();
        if (!_matcher.TryMatch(path, values))
        {
            return false;
        }

        foreach (var (name, constraint) in _constraints)
        {
            if (!constraint.Match(null, null, name, values, RouteDirection.IncomingRequest))
            {
                return false;
            }
        }

        return true;
    }
}
