using Microsoft.Data.Sqlite;
using Tollgate.Limiting;

namespace Tollgate.Sqlite.Limiting;

/// <summary>The quota ledger in SQLite: one durable transaction settles a whole batch of subjects.</summary>
/// <remarks>
/// One connection serves all callers in turn, on a thread of the pool because SQLite blocks. The transaction takes the database's
/// write lock first, so that a row is read, settled and written without another process in between.
/// </remarks>
public sealed class SqliteQuotaLedger : IQuotaLedger, IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly string _connectionString;
    private readonly TimeProvider _time;
    private LedgerConnection? _connection;
    private long _latest;

    /// <summary>Creates the ledger; it opens the file when first asked.</summary>
    /// <param name="connectionString">The database, migrated: a path or a connection string.</param>
    /// <param name="time">The database's clock, since SQLite has none of its own; here it never goes back.</param>
    public SqliteQuotaLedger(string connectionString, TimeProvider time)
    {
        _connectionString = LedgerFile.ConnectionString(connectionString);
        _time = time;
    }

    /// <inheritdoc />
    public Task<LedgerReply> GrantAsync(IReadOnlyList<LedgerAsk> asks, CancellationToken cancellationToken)
    {
        AskOrder.Verify(asks);
        return RunAsync(connection => Settle(connection, asks), cancellationToken);
    }

    /// <inheritdoc />
    public Task<LedgerReading> ReadAsync(string subject, CancellationToken cancellationToken) =>
        RunAsync(connection => new LedgerReading(Now(), connection.ReadAll(subject)), cancellationToken);

    /// <summary>Closes the file after the batch under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        _connection?.Dispose();
        _connection = null;
        _turn.Dispose();
    }

    private LedgerReply Settle(LedgerConnection connection, IReadOnlyList<LedgerAsk> asks)
    {
        connection.Begin();
        var now = Now();
        var grants = new LedgerGrant[asks.Count];
        for (var index = 0; index < grants.Length; index++)
        {
            var spec = asks[index].Spec;
            var settlement = RowSettlement.Of(connection.Read(spec.Subject, spec.Scope), asks[index], now);
            if (settlement.HasToBeStored)
            {
                connection.Write(spec.Subject, settlement.Row, settlement.Granted, now);
            }

            grants[index] = settlement.Grant;
        }

        connection.Commit(); // without a change there is nothing to flush: a refusal costs no write
        return new LedgerReply(now, grants);
    }

    private async Task<T> RunAsync<T>(Func<LedgerConnection, T> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => work(_connection ??= new LedgerConnection(_connectionString)), CancellationToken.None);
        }
        catch (SqliteException error)
        {
            // A new connection next time: it rolls back what is open and sees a file that was replaced.
            _connection?.Dispose();
            _connection = null;
            throw new LedgerUnavailableException($"SQLite refused the ledger's statement (code {error.SqliteExtendedErrorCode}).", error);
        }
        finally
        {
            _turn.Release();
        }
    }

    private long Now() => _latest = Math.Max(_latest, _time.GetUtcNow().ToUnixTimeMilliseconds());
}
