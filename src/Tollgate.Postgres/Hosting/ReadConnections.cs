using System.Net.Sockets;
using Npgsql;
using Tollgate.Hosting;
using Tollgate.Postgres.Statements;

namespace Tollgate.Postgres.Hosting;

/// <summary>
/// Where reports and lists read: from a standby when a read database is named and one answers, else from the primary. Decisions and writes
/// never come here. A small pool, so that reports can't take the connections of anything else.
/// </summary>
/// <param name="primary">The database.</param>
/// <param name="readDatabase">Connection string of standbys, several hosts separated by commas; null to read from the primary.</param>
/// <param name="time">For the pause after a failure.</param>
internal sealed class ReadConnections(PostgresDatabase primary, string? readDatabase, TimeProvider time) : IReadFreshness, IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly NpgsqlDataSource _primary = ReadSource.OfPrimary(primary.ConnectionString);
    private readonly NpgsqlDataSource? _standby = readDatabase is null ? null : ReadSource.OfStandbys(readDatabase);
    private long _failedAt; // 0: it did not

    /// <summary>Opens a connection to read from; dispose of it soon.</summary>
    /// <exception cref="NpgsqlException">Neither a standby nor the primary answers.</exception>
    public async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (_standby is null || IsPausing)
        {
            return await _primary.OpenConnectionAsync(cancellationToken);
        }

        for (var attempt = 1; attempt <= 2; attempt++)
        {
            try
            {
                var connection = await OpenLivingAsync(_standby, cancellationToken);
                Volatile.Write(ref _failedAt, 0);
                return connection;
            }
            catch (Exception exception) when (exception is NpgsqlException or SocketException or TimeoutException)
            {
                _standby.Clear(); // when one connection of the pool is dead, the others of that server are
            }
        }

        Volatile.Write(ref _failedAt, time.GetTimestamp()); // reports of the next seconds don't wait for it again
        return await _primary.OpenConnectionAsync(cancellationToken);
    }

    /// <summary>A pool hands out connections of a server that is gone; one round trip tells, before a report fails by it.</summary>
    private static async Task<NpgsqlConnection> OpenLivingAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var ping = new NpgsqlCommand(ReplicaStatements.Ping, connection);
            await ping.ExecuteScalarAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The data source to read from now: a standby when one answers, else the primary. For one report; ask again for the next.</summary>
    /// <exception cref="NpgsqlException">Neither answers.</exception>
    public async ValueTask<NpgsqlDataSource> SourceAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        return _standby is null || IsPausing ? _primary : _standby;
    }

    /// <inheritdoc />
    public async Task<ReadFreshness> CheckAsync(CancellationToken cancellationToken)
    {
        if (_standby is null)
        {
            return ReadFreshness.Current;
        }

        await using var connection = await OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(ReplicaStatements.Lag, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetBoolean(0)
            ? new ReadFreshness(IsReplica: true, await reader.IsDBNullAsync(1, cancellationToken) ? null : TimeSpan.FromSeconds(Math.Max(0, reader.GetDouble(1))))
            : new ReadFreshness(IsReplica: false, TimeSpan.Zero);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _primary.DisposeAsync();
        if (_standby is not null)
        {
            await _standby.DisposeAsync();
        }
    }

    private bool IsPausing => Volatile.Read(ref _failedAt) is not 0 and var failedAt && time.GetElapsedTime(failedAt) < Pause;
}
