using System.Net.Sockets;
using Npgsql;
using Tollgate.Administering;
using Tollgate.Postgres.Statements;

namespace Tollgate.Postgres.Administering;

/// <summary>Looks a PostgreSQL database over.</summary>
/// <param name="connectionString">The database.</param>
/// <param name="time">This node's clock, to compare the server's with.</param>
public sealed class PostgresDoctor(string connectionString, TimeProvider time) : IDatabaseDoctor
{
    /// <inheritdoc />
    public Task<IReadOnlyList<Finding>> ExamineAsync(CancellationToken cancellationToken) => ExamineAsync(isThorough: true, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<Finding>> CheckPromiseAsync(CancellationToken cancellationToken) => ExamineAsync(isThorough: false, cancellationToken);

    private async Task<IReadOnlyList<Finding>> ExamineAsync(bool isThorough, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        try
        {
            await using var connection = await OpenAsync(cancellationToken);
            findings.Add(new("connection", Severity.Ok, $"Connected to {connection.Host}:{connection.Port}, database {connection.Database}."));
            var server = await ReadServerAsync(connection, cancellationToken);
            findings.AddRange(ServerDiagnosis.Of(server));
            if (isThorough)
            {
                findings.AddRange(await ExamineTablesAsync(connection, server, cancellationToken));
            }
        }
        catch (Exception error) when (error is NpgsqlException or SocketException or TimeoutException)
        {
            findings.Add(new("connection", Severity.Problem, $"PostgreSQL could not be examined: {error.Message}",
                "Check host, port, user and password of the connection string, pg_hba.conf, and that the server runs."));
        }

        return findings;
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "tollgate-doctor",
            Pooling = false,
            Timeout = 5,
            CommandTimeout = 15,
        };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private async Task<ServerFacts> ReadServerAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(DoctorStatements.Server, connection);
        await command.PrepareAsync(cancellationToken); // so that the clock is compared over one round trip only
        var sent = time.GetUtcNow();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var halfway = sent + ((time.GetUtcNow() - sent) / 2);
        await reader.ReadAsync(cancellationToken);
        return new ServerFacts(
            reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetBoolean(5), reader.GetBoolean(6),
            DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(7)) - halfway, reader.GetInt32(8), reader.GetBoolean(9));
    }

    private static async Task<List<Finding>> ExamineTablesAsync(NpgsqlConnection connection, ServerFacts server, CancellationToken cancellationToken)
    {
        if (!server.HasSchema)
        {
            return [new("tables", Severity.Problem, "The ledger's tables do not exist here.", "Bring the schema up to date, and check that search_path names its schema.")];
        }

        List<Finding> findings = [.. TableDiagnosis.Of(await ReadTablesAsync(connection, cancellationToken))];
        findings.Add(await OldestHolderAsync(connection, cancellationToken));
        await using var nodes = new NpgsqlCommand(DoctorStatements.NodesAlive, connection);
        findings.Add(new("nodes alive", Severity.Note, $"{await nodes.ExecuteScalarAsync(cancellationToken)}."));
        return findings;
    }

    private static async Task<List<TableFacts>> ReadTablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(DoctorStatements.Tables, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tables = new List<TableFacts>();
        while (await reader.ReadAsync(cancellationToken))
        {
            tables.Add(new TableFacts(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)));
        }

        return tables;
    }

    private static async Task<Finding> OldestHolderAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(DoctorStatements.OldestHolder, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? TableDiagnosis.OldestHolder(reader.GetString(0), TimeSpan.FromSeconds(reader.GetDouble(1)))
            : TableDiagnosis.OldestHolder(null, TimeSpan.Zero);
    }
}
