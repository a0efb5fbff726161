namespace Tollgate.Server.Replay;

/// <summary>A line that is not a log entry.</summary>
/// <param name="Line">Line in the file, from 1.</param>
/// <param name="Reason">What is wrong with it.</param>
internal readonly record struct MalformedLine(long Line, string Reason);
