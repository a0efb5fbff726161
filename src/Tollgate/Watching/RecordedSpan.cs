namespace Tollgate.Watching;

/// <summary>Which recorded requests to add up.</summary>
/// <param name="Subject">Whose, e.g. "user_42".</param>
/// <param name="Scope">"*" for all; else those that were recorded under this endpoint group's name.</param>
/// <param name="From">First instant, Unix milliseconds.</param>
/// <param name="Until">First instant that is left out, Unix milliseconds.</param>
/// <param name="WithPatterns">With an endpoint group: also requests recorded under a route pattern, which may belong to any group.</param>
public readonly record struct RecordedSpan(string Subject, string Scope, long From, long Until, bool WithPatterns = false);
