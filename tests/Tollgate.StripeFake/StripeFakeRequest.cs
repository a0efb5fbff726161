namespace Tollgate.StripeFake;

/// <summary>A request the fake received, and its status; 0 when it got no answer.</summary>
/// <param name="Method">GET, POST or DELETE.</param>
/// <param name="Path">The path without the query.</param>
/// <param name="Endpoint">The path with "*" for its ids; null when nothing answers there.</param>
/// <param name="Body">The form, or the query of a GET.</param>
/// <param name="IdempotencyKey">The header, if sent.</param>
/// <param name="Status">The status answered.</param>
/// <param name="IsReplay">Whether a stored answer was repeated.</param>
public sealed record StripeFakeRequest(string Method, string Path, string? Endpoint, string Body, string? IdempotencyKey, int Status, bool IsReplay);
