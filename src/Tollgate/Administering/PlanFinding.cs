namespace Tollgate.Administering;

/// <summary>A limit of a plan that can't be reached or contradicts another.</summary>
/// <param name="Plan">The plan's name.</param>
/// <param name="Scope">"*" or the endpoint group.</param>
/// <param name="Window">The window's name; null when the finding is about the whole scope or plan.</param>
/// <param name="Message">Why, in numbers, and what would be reachable.</param>
public sealed record PlanFinding(string Plan, string Scope, string? Window, string Message);
