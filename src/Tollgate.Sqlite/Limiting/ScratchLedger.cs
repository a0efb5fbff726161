using Microsoft.Data.Sqlite;
using Tollgate.Limiting;
using Tollgate.Sqlite.Migrations;

namespace Tollgate.Sqlite.Limiting;

/// <summary>A quota ledger in memory that is gone when it is disposed: the same statements as in a file, for replays and trials.</summary>
public sealed class ScratchLedger : IQuotaLedger, INodeRegistry, IAsyncDisposable
{
    private readonly SqliteConnection _keepAlive; // the database lives as long as a connection to it is open
    private readonly SqliteQuotaLedger _ledger;

    private ScratchLedger(SqliteConnection keepAlive, TimeProvider time)
    {
        _keepAlive = keepAlive;
        _ledger = new SqliteQuotaLedger(keepAlive.ConnectionString, time);
    }

    /// <summary>Creates an empty ledger.</summary>
    /// <param name="time">The database's clock; it never goes back.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ScratchLedger> CreateAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = $"scratch-{Guid.NewGuid():N}",
            Mode = SqliteOpenMode.Memory,
            Cache = SqliteCacheMode.Shared,
            Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = LedgerTable.Create + LedgerTable.AddCredits;
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new ScratchLedger(connection, time);
    }

    /// <inheritdoc />
    public Task<LedgerReply> GrantAsync(IReadOnlyList<LedgerAsk> asks, CancellationToken cancellationToken) => _ledger.GrantAsync(asks, cancellationToken);

    /// <inheritdoc />
    public Task<LedgerReading> ReadAsync(string subject, CancellationToken cancellationToken) => _ledger.ReadAsync(subject, cancellationToken);

    /// <summary>Always 1: nobody else sees this ledger.</summary>
    public Task<int> HeartbeatAsync(string nodeName, CancellationToken cancellationToken) => Task.FromResult(1);

    /// <inheritdoc />
    public Task LeaveAsync(string nodeName, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Forgets everything.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        await _keepAlive.DisposeAsync();
    }
}
