namespace Tollgate.Postgres.Administering;

/// <summary>What a PostgreSQL server says about itself.</summary>
internal sealed record ServerFacts(
    int VersionNumber,
    string Version,
    string SynchronousCommit,
    string Fsync,
    string FullPageWrites,
    bool IsInRecovery,
    bool IsReadOnly,
    TimeSpan ClockAhead,
    int AsynchronousReplicas,
    bool HasSchema);
