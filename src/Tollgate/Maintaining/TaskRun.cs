namespace Tollgate.Maintaining;

/// <summary>One task of a run, as the history keeps it.</summary>
/// <param name="Name">The task.</param>
/// <param name="Rows">Rows added, changed or removed.</param>
/// <param name="Partitions">Partitions dropped.</param>
/// <param name="Bytes">Bytes given back to the file system.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Lines">What a person should know.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
public sealed record TaskRun(string Name, long Rows, int Partitions, long Bytes, long Milliseconds, IReadOnlyList<string> Lines, string? Error = null);
