namespace Tollgate.Benchmarks.Growth;

/// <summary>How long the database takes, in microseconds. The defaults are those of two cores with a disk that flushes in 2 ms.</summary>
/// <param name="Network">One way.</param>
/// <param name="PerStatement">Work for each statement, one after another.</param>
/// <param name="PerRow">Work for each row in it: 20 are 50,000 rows a second.</param>
/// <param name="Commit">From the work's end to the answer; commits share a flush, but a row stays locked until its own is done.</param>
internal sealed record DatabaseModel(long Network = 250, long PerStatement = 150, long PerRow = 20, long Commit = 2_000);
