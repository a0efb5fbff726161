namespace Tollgate.Benchmarks.Nodes;

/// <summary>What a node process is to do.</summary>
/// <param name="Connection">Of the PostgreSQL database that all nodes share.</param>
/// <param name="Nodes">How many there are.</param>
/// <param name="Subjects">Far below their limits, asked for in turn.</param>
/// <param name="Limit">Of the one subject whose limit is reached.</param>
/// <param name="Callers">At once in this process.</param>
/// <param name="Seconds">To work for.</param>
internal sealed record NodeSettings(string Connection, int Nodes, int Subjects, long Limit, int Callers, double Seconds);
