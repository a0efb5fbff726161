namespace Tollgate.Entitling;

/// <summary>Finds the endpoint group that a request belongs to by the plan's route patterns.</summary>
public interface IScopeMatcher
{
    /// <summary>The first group of the plan with a route that matches; null when none does.</summary>
    /// <param name="entitlement">Whose groups are searched.</param>
    /// <param name="method">Canonical method, e.g. "GET".</param>
    /// <param name="path">Normalised path that begins with '/'.</param>
    PlanScope? Match(Entitlement entitlement, string method, string path);
}
