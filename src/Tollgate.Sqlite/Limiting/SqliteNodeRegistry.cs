using System.Globalization;
using Microsoft.Data.Sqlite;
using Tollgate.Limiting;
using Tollgate.Sqlite.Statements;

namespace Tollgate.Sqlite.Limiting;

/// <summary>The processes that share a SQLite file; usually one.</summary>
/// <param name="connectionString">The database, migrated: a path or a connection string.</param>
/// <param name="time">The clock; processes that share a file share a machine and so a clock.</param>
public sealed class SqliteNodeRegistry(string connectionString, TimeProvider time) : INodeRegistry
{
    private readonly string _connectionString = LedgerFile.ConnectionString(connectionString);

    /// <inheritdoc />
    public Task<int> HeartbeatAsync(string nodeName, CancellationToken cancellationToken) => Task.Run(() => Heartbeat(nodeName), cancellationToken);

    /// <inheritdoc />
    public Task LeaveAsync(string nodeName, CancellationToken cancellationToken) => Task.Run(() => Leave(nodeName), cancellationToken);

    private int Heartbeat(string nodeName)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction(); // one flush for both writes
        using var command = Command(connection, NodeStatements.Heartbeat, nodeName);
        command.Transaction = transaction;
        command.Parameters.AddWithValue("$now", time.GetUtcNow().ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("$version", NodeVersion.Current);
        var alive = Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        transaction.Commit();
        return alive;
    }

    private void Leave(string nodeName)
    {
        using var connection = Open();
        using var command = Command(connection, NodeStatements.Leave, nodeName);
        command.ExecuteNonQuery();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        return connection;
    }

    private static SqliteCommand Command(SqliteConnection connection, string text, string nodeName)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        command.Parameters.AddWithValue("$name", nodeName);
        return command;
    }
}
