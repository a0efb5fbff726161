using System.Security.Cryptography;
using Npgsql;
using Xunit;

namespace Tollgate.Testing;

/// <summary>
/// A PostgreSQL server for the tests of one assembly: a throw-away one from installed binaries, or the one that
/// <c>TOLLGATE_TEST_POSTGRES</c> (a connection string) names. Register it with <c>[assembly: AssemblyFixture(typeof(PostgresServer))]</c>.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    /// <summary>The environment variable that names an external server by its connection string.</summary>
    public const string ExternalVariable = "TOLLGATE_TEST_POSTGRES";

    private readonly List<string> _created = [];
    private ThrowAwayPostgres? _local;
    private string? _server;

    /// <summary>Why tests that need PostgreSQL are skipped here; null when there is a server.</summary>
    public string? SkipReason { get; private set; }

    /// <summary>A connection string of the server's maintenance database; skips the test when there is no server.</summary>
    public string ServerConnectionString
    {
        get
        {
            Assert.SkipWhen(SkipReason is not null, SkipReason ?? "");
            return _server ?? throw new InvalidOperationException("The server is not started yet: the fixture was not initialised.");
        }
    }

    /// <summary>Finds or starts the server.</summary>
    /// <exception cref="InvalidOperationException">There is no PostgreSQL and the environment variable <c>CI</c> is <c>true</c>.</exception>
    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable(ExternalVariable) is { Length: > 0 } external)
        {
            _server = external;
            return;
        }

        if (PostgresBinaries.Find() is not { } binaries)
        {
            SkipReason = $"PostgreSQL is not installed. Run 'apt-get update && apt-get install -y postgresql', set {PostgresBinaries.Variable} "
                + $"to a folder with initdb and pg_ctl, or set {ExternalVariable} to a connection string.";
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                throw new InvalidOperationException(SkipReason);
            }

            return;
        }

        _local = await ThrowAwayPostgres.StartAsync(binaries);
        _server = _local.ConnectionString;
    }

    /// <summary>Creates an empty database with a random name and returns its connection string; skips the test when there is no server.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var connectionString = ServerConnectionString;
        var name = "tollgate_test_" + RandomNumberGenerator.GetHexString(12, lowercase: true);
        await ExecuteAsync(connectionString, $"create database {name}", TestContext.Current.CancellationToken);
        lock (_created)
        {
            _created.Add(name);
        }

        // Pools of tests that are over must not hold connections that tests to come need.
        return new NpgsqlConnectionStringBuilder(connectionString)
        {
            Database = name, Pooling = true, ConnectionIdleLifetime = 3, ConnectionPruningInterval = 1,
        }.ConnectionString;
    }

    /// <summary>A server of the test's own, which it may restart; skips the test where there are no binaries to start one from.</summary>
    public async Task<ThrowAwayPostgres> StartOwnAsync()
    {
        Assert.SkipWhen(SkipReason is not null, SkipReason ?? "");
        var binaries = PostgresBinaries.Find();
        Assert.SkipWhen(binaries is null, "This test restarts a PostgreSQL server of its own, and none is installed here.");
        return await ThrowAwayPostgres.StartAsync(binaries!);
    }

    /// <summary>Stops the throw-away server, or drops the databases created on an external one.</summary>
    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_local is not null)
        {
            await _local.DisposeAsync();
        }
        else if (_server is not null)
        {
            foreach (var name in _created)
            {
                await ExecuteAsync(_server, $"drop database if exists {name} with (force)", CancellationToken.None);
            }
        }
    }

    private static async Task ExecuteAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(unpooled);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
