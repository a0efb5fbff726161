namespace Tollgate.Server.Databases;

/// <summary>Which database product.</summary>
internal enum DatabaseKind
{
    /// <summary>A file on this machine.</summary>
    Sqlite,

    /// <summary>A server that several nodes share.</summary>
    Postgres,
}
