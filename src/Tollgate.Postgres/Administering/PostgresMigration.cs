using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Tollgate.EntityFrameworkCore;
using Tollgate.Postgres.Statements;

namespace Tollgate.Postgres.Administering;

/// <summary>What is done before a PostgreSQL database is migrated: it is created, and nobody else migrates it at the same time.</summary>
internal static class PostgresMigration
{
    /// <summary>
    /// Takes a lock that the session holds until the context is disposed of. The framework's own lock ends with the first migration's
    /// transaction: a second node that came while two were pending ran the second one again.
    /// </summary>
    public static async Task PrepareAsync(TollgateDbContext context, CancellationToken cancellationToken)
    {
        var creator = context.GetService<IRelationalDatabaseCreator>();
        if (!await creator.ExistsAsync(cancellationToken))
        {
            try
            {
                await creator.CreateAsync(cancellationToken);
            }
            catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
            {
                // Another node was faster.
            }
        }

        await context.Database.OpenConnectionAsync(cancellationToken);
        await context.Database.ExecuteSqlRawAsync(SchemaStatements.LockMigrations, cancellationToken);
    }
}
