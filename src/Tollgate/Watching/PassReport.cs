namespace Tollgate.Watching;

/// <summary>What a pass did.</summary>
/// <param name="Asked">Names of the rules that were asked.</param>
/// <param name="Changes">The changes that were stored.</param>
/// <param name="Failures">Rules that could not look, with the reason.</param>
public sealed record PassReport(IReadOnlyList<string> Asked, IReadOnlyList<AlertChange> Changes, IReadOnlyList<(string Rule, Exception Reason)> Failures);
