namespace Tollgate.Administering;

/// <summary>The database's schema: what it is, and how it is brought up to date.</summary>
public interface ISchema
{
    /// <summary>Where the schema stands, without changing anything; a database that does not exist has none.</summary>
    /// <exception cref="System.Data.Common.DbException">The database can't be reached, so nobody can tell.</exception>
    Task<SchemaState> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Creates the database if need be and applies what is pending; safe to run on several nodes at once.</summary>
    /// <returns>The migrations applied by this call, oldest first; empty when there was nothing to do.</returns>
    Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken);
}
