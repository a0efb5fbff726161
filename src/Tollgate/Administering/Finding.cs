namespace Tollgate.Administering;

/// <summary>One thing that was examined, and what was found.</summary>
/// <param name="Name">What was examined, e.g. "synchronous_commit".</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Detail">What was found, with its value, and what is lost by it.</param>
/// <param name="Fix">What to do about it; null when there is nothing to do.</param>
public sealed record Finding(string Name, Severity Severity, string Detail, string? Fix = null);
