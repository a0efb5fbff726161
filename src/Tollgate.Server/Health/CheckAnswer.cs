namespace Tollgate.Server.Health;

/// <summary>One check of a health endpoint.</summary>
internal sealed record CheckAnswer(string Name, string Status, string Detail, string? Fix);
