using Tollgate.Entitling;

namespace Tollgate.Server.Commands;

/// <summary>Reads the endpoint of a command: a group's name, or a path with or without a method.</summary>
internal static class Endpoints
{
    /// <summary>The endpoint group that is meant; null when only the limits of all endpoints together hold.</summary>
    public static PlanScope? Find(IScopeMatcher matcher, Entitlement entitlement, string endpoint)
    {
        var words = endpoint.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words switch
        {
            [var path] when path.StartsWith('/') => matcher.Match(entitlement, HttpMethods.Get, path),
            [var method, var path] when path.StartsWith('/') => matcher.Match(entitlement, method.ToUpperInvariant(), path),
            [PlanScope.All] => null,
            [var name] => entitlement.Scopes.FirstOrDefault(s => s.Name == name) ?? throw Unknown(entitlement, name),
            _ => throw new CommandFailedException("The endpoint is empty or has blanks; use a path such as /v1/search, 'POST /v1/orders', a group's name, or *."),
        };
    }

    private static CommandFailedException Unknown(Entitlement entitlement, string name)
    {
        var known = entitlement.Scopes.Count == 0 ? "it has none" : $"it has {string.Join(", ", entitlement.Scopes.Select(s => s.Name))}";
        return new CommandFailedException(
            $"The plan '{entitlement.Plan.Name}' has no endpoint group '{Plans.Shown.Of(name)}' ({known}); use one of them, a path such as /v1/search, or *.");
    }
}
