namespace Tollgate.Entitling;

/// <summary>A limit that a user has instead of the plan's.</summary>
/// <param name="Scope">"*" or an endpoint group.</param>
/// <param name="Window">The window's name.</param>
/// <param name="Limit">Units per instance of the window.</param>
public sealed record OverrideFacts(string Scope, string Window, long Limit);
