using Npgsql;
using Tollgate.Administering;

namespace Tollgate.Server.Databases;

/// <summary>Says whether a database can be used as it is.</summary>
internal sealed class SchemaCheck(ISchema schema, DatabaseTarget database)
{
    /// <summary>What is wrong and what to do; null when the schema is current.</summary>
    /// <exception cref="NpgsqlException">The server can't be reached.</exception>
    public async Task<string?> FindProblemAsync(CancellationToken cancellationToken)
    {
        var state = await schema.ReadAsync(cancellationToken);
        if (state.IsCurrent)
        {
            return null;
        }

        if (state.CurrentVersion is not null)
        {
            return $"The schema of {database} is at {state.CurrentVersion}, but this program needs {state.LatestVersion}. Run `tollgate setup` to migrate it.";
        }

        await RequireServerAsync(cancellationToken);
        return $"{database} has no Tollgate schema yet. Run `tollgate setup` on it first.";
    }

    /// <summary>A server that can't be reached looks like one without a schema; connecting tells them apart and says why.</summary>
    private async Task RequireServerAsync(CancellationToken cancellationToken)
    {
        if (database.Kind != DatabaseKind.Postgres)
        {
            return;
        }

        try
        {
            await using var connection = new NpgsqlConnection(database.ConnectionString);
            await connection.OpenAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            // The server is there and the database is not: setup creates it.
        }
    }
}
