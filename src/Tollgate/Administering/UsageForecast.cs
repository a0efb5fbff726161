namespace Tollgate.Administering;

/// <summary>How long a subject's quotas last.</summary>
/// <param name="Subject">Whose, e.g. "user_42".</param>
/// <param name="UserName">The user; null for anonymous callers.</param>
/// <param name="Plan">Name of the plan.</param>
/// <param name="Windows">Windows of a day and longer that count all endpoints together.</param>
public sealed record UsageForecast(string Subject, string? UserName, string Plan, IReadOnlyList<WindowForecast> Windows);
