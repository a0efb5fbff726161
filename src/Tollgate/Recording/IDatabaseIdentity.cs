namespace Tollgate.Recording;

/// <summary>Tells the database from others, by what is stored in it.</summary>
internal interface IDatabaseIdentity
{
    /// <summary>Reads the identity: it survives changes of host, port, user and password.</summary>
    /// <exception cref="Exception">The database is away, or was never set up.</exception>
    Task<string> ReadAsync(CancellationToken cancellationToken);
}
