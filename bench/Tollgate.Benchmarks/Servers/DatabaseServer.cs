using System.Globalization;
using Npgsql;
using Tollgate.Testing;

namespace Tollgate.Benchmarks.Servers;

/// <summary>A PostgreSQL server of a run's own, durable (fsync), that counts the statements it receives.</summary>
internal sealed class DatabaseServer : IAsyncDisposable
{
    private const string Options = "-c shared_preload_libraries=pg_stat_statements -c shared_buffers=512MB -c max_wal_size=4GB -c checkpoint_timeout=15min";

    private readonly ThrowAwayPostgres _server;

    private DatabaseServer(ThrowAwayPostgres server) => _server = server;

    /// <summary>The maintenance database.</summary>
    public string ConnectionString => _server.ConnectionString;

    /// <summary>Starts one.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed, or did not start.</exception>
    public static async Task<DatabaseServer> StartAsync(CancellationToken cancellationToken)
    {
        var binaries = PostgresBinaries.Find()
            ?? throw new InvalidOperationException("PostgreSQL is not installed. Run 'apt-get update && apt-get install -y postgresql', or ./bench.sh, which does it.");
        var server = new DatabaseServer(await ThrowAwayPostgres.StartAsync(binaries, Options));
        await server.ExecuteAsync(server.ConnectionString, "create extension pg_stat_statements", cancellationToken);
        return server;
    }

    /// <summary>Creates an empty database and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellationToken)
    {
        await ExecuteAsync(ConnectionString, $"create database {name}", cancellationToken);
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name }.ConnectionString;
    }

    /// <summary>Statements that a database received so far, those that begin and end transactions included.</summary>
    public async Task<long?> CountStatementsAsync(string database, CancellationToken cancellationToken)
    {
        var name = new NpgsqlConnectionStringBuilder(database).Database;
        return await QueryAsync(
            ConnectionString,
            $"select coalesce(sum(calls), 0)::bigint from pg_stat_statements s join pg_database d on d.oid = s.dbid where d.datname = '{name}'",
            cancellationToken);
    }

    /// <summary>Runs a statement.</summary>
    public async Task ExecuteAsync(string database, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(Unpooled(database));
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Asks for one number.</summary>
    public async Task<long> QueryAsync(string database, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(Unpooled(database));
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await _server.DisposeAsync();
    }

    private static string Unpooled(string database) => new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString;
}
