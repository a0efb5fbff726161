using Npgsql;
using NpgsqlTypes;
using Tollgate.Limiting;
using Tollgate.Postgres.Statements;

namespace Tollgate.Postgres.Limiting;

/// <summary>The nodes that share a PostgreSQL database, by its clock.</summary>
public sealed class PostgresNodeRegistry : INodeRegistry, IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;

    /// <summary>Creates the registry with one connection of its own; it connects when first used.</summary>
    /// <param name="connectionString">The database, migrated.</param>
    public PostgresNodeRegistry(string connectionString) =>
        _source = LedgerConnections.Create(connectionString, maxConnections: 1, applicationName: "tollgate-nodes");

    /// <inheritdoc />
    public async Task<int> HeartbeatAsync(string nodeName, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(NodeStatements.Heartbeat);
        command.Parameters.Add(Text(nodeName));
        command.Parameters.Add(Text(NodeVersion.Current));
        return (int)(await command.ExecuteScalarAsync(cancellationToken) ?? 1);
    }

    /// <inheritdoc />
    public async Task LeaveAsync(string nodeName, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(NodeStatements.Leave);
        command.Parameters.Add(Text(nodeName));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Closes the connection.</summary>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text };
}
