using Npgsql;
using Tollgate.Postgres.Statements;
using Tollgate.Watching;

namespace Tollgate.Postgres.Watching;

/// <summary>Measures a PostgreSQL database.</summary>
internal sealed class PostgresGauges : IDatabaseGauges, IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _time;

    /// <summary>Creates the gauges with one connection of their own; it connects when first used.</summary>
    /// <param name="connectionString">The database, migrated.</param>
    /// <param name="time">This node's clock, to compare the server's with.</param>
    public PostgresGauges(string connectionString, TimeProvider time)
    {
        _source = WatchConnections.Create(connectionString);
        _time = time;
    }

    public async Task<TimeSpan> MeasureSkewAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken); // before the clock is read: opening takes long
        await using var command = new NpgsqlCommand(WatchStatements.Now, connection);
        var sent = _time.GetUtcNow();
        var server = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        return DateTimeOffset.FromUnixTimeMilliseconds(server) - (sent + ((_time.GetUtcNow() - sent) / 2));
    }

    public async Task<long> CountLedgerRowsAsync(CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(WatchStatements.LedgerRows);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public Task<IReadOnlyList<(string Table, long Bytes)>> MeasureTablesAsync(CancellationToken cancellationToken) =>
        ReadAsync(WatchStatements.Tables, row => (row.GetString(0), row.GetInt64(1)), cancellationToken);

    public Task<IReadOnlyList<(string Standby, TimeSpan Behind)>> MeasureStandbysAsync(CancellationToken cancellationToken) =>
        ReadAsync(WatchStatements.Standbys, row => (row.GetString(0), TimeSpan.FromSeconds(row.GetDouble(1))), cancellationToken);

    /// <summary>Closes the connection.</summary>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<IReadOnlyList<T>> ReadAsync<T>(string statement, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(statement);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
