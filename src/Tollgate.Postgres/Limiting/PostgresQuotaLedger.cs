using System.Net.Sockets;
using Npgsql;
using NpgsqlTypes;
using Tollgate.Limiting;
using Tollgate.Postgres.Statements;

namespace Tollgate.Postgres.Limiting;

/// <summary>The quota ledger in PostgreSQL: a durable statement or two settle a whole batch of subjects.</summary>
/// <remarks>
/// The asks of a large batch are mostly plain: units out of windows that are the stored ones and have room, or that begin anew. One statement settles those, and
/// a second one, which knows all the rules, what it left. Each is a transaction, so that locks are taken in order within it and held shortly;
/// should the second fail, the outcome of the batch is unknown as that of any batch, and what the first granted counts as spent.
/// It has a small pool of connections of its own, so that neither the application's queries nor a flood of requests can starve it.
/// A connection keeps its prepared statements and goes back to the pool unreset; after an error Npgsql replaces it.
/// </remarks>
public sealed class PostgresQuotaLedger : IQuotaLedger, IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly Func<long>? _clock;
    private readonly int _leastPlain;

    /// <summary>Creates the ledger; it connects when first asked.</summary>
    /// <param name="connectionString">The database, migrated. Pool settings in it are replaced by the ledger's own.</param>
    /// <param name="maxConnections">Most connections at once: 1 to 100, default 16; as many as there are writers are in use.</param>
    /// <param name="clock">Replaces the database's clock (Unix milliseconds): for tests and simulations only.</param>
    public PostgresQuotaLedger(string connectionString, int maxConnections = 16, Func<long>? clock = null)
        : this(connectionString, maxConnections, clock, PlainAsks.DefaultLeast)
    {
    }

    /// <summary>Creates the ledger with another idea of how many plain asks are worth a statement of their own.</summary>
    internal PostgresQuotaLedger(string connectionString, int maxConnections, Func<long>? clock, int leastPlain)
    {
        _source = LedgerConnections.Create(connectionString, maxConnections);
        _clock = clock;
        _leastPlain = leastPlain;
    }

    /// <inheritdoc />
    public async Task<LedgerReply> GrantAsync(IReadOnlyList<LedgerAsk> asks, CancellationToken cancellationToken)
    {
        AskOrder.Verify(asks);
        try
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken);
            var batch = new OpenBatch(asks);
            if (batch.TakeProbes() is { Asks.Count: > 0 } probes)
            {
                await LookAsync(connection, batch, probes, cancellationToken);
            }

            if (PlainAsks.Among(batch.TakeOpen(), _leastPlain) is { } plain)
            {
                await ChargeAsync(connection, batch, plain, cancellationToken);
            }

            if (batch.TakeOpen() is { Asks.Count: > 0 } open)
            {
                await SettleAsync(connection, batch, open, cancellationToken);
            }

            return batch.Reply();
        }
        catch (Exception error) when (IsOutage(error))
        {
            throw Unavailable(error);
        }
    }

    /// <inheritdoc />
    public async Task<LedgerReading> ReadAsync(string subject, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken);
            await using var command = new NpgsqlCommand(LedgerStatements.Read, connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subject, NpgsqlDbType = NpgsqlDbType.Text });
            LedgerParameters.AddClock(command.Parameters, _clock?.Invoke());
            await command.PrepareAsync(cancellationToken);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await ReadAsync(reader, cancellationToken);
        }
        catch (Exception error) when (IsOutage(error))
        {
            throw Unavailable(error);
        }
    }

    /// <summary>Closes the ledger's connections.</summary>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task LookAsync(NpgsqlConnection connection, OpenBatch batch, AskSelection probes, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(LedgerStatements.Look, connection);
        LedgerParameters.AddKeys(command.Parameters, probes.Asks);
        LedgerParameters.AddClock(command.Parameters, _clock?.Invoke());
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var index = reader.GetInt32(0) - 1;
            batch.Look(probes.PlaceOf(index), LedgerColumns.Read(reader, first: 2, probes.Asks[index].Spec.Scope), reader.GetInt64(1));
        }
    }

    private async Task ChargeAsync(NpgsqlConnection connection, OpenBatch batch, PlainAsks plain, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(plain.Statement.Text, connection);
        plain.AddTo(command.Parameters, _clock?.Invoke());
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var position = reader.GetInt32(0);
            batch.Charge(plain.PlaceOf(position), LedgerColumns.ReadUsed(reader, first: 2, plain.At(position), ChargeStatement.Slots), reader.GetInt64(1));
        }

        await reader.NextResultAsync(cancellationToken); // as below, only now it is committed
    }

    private async Task SettleAsync(NpgsqlConnection connection, OpenBatch batch, AskSelection open, CancellationToken cancellationToken)
    {
        var statement = LedgerParameters.StatementFor(open.Asks);
        await using var command = new NpgsqlCommand(statement.Text, connection);
        LedgerParameters.AddGrant(command.Parameters, open.Asks, statement.Slots, _clock?.Invoke());
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var index = reader.GetInt32(0) - 1;
            var ask = open.Asks[index];
            batch.Settle(open.PlaceOf(index), LedgerColumns.Read(reader, first: 3, ask.Spec.Scope, ask.Spans), reader.GetInt64(1), reader.GetInt64(2));
        }

        // The rows arrive before the commit: only the end of the results says that it succeeded.
        await reader.NextResultAsync(cancellationToken);
    }

    private static async Task<LedgerReading> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var now = 0L;
        var rows = new List<LedgerRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            now = reader.GetInt64(1);
            if (!reader.IsDBNull(0) && LedgerColumns.Read(reader, first: 2, reader.GetString(0)) is var row && row.Spans.Any(span => span != default))
            {
                rows.Add(row);
            }
        }

        return new LedgerReading(now, rows);
    }

    private static bool IsOutage(Exception error) => error is NpgsqlException or TimeoutException or IOException or SocketException;

    private static LedgerUnavailableException Unavailable(Exception error) => new(
        error is PostgresException { SqlState: var state, MessageText: var text }
            ? $"PostgreSQL refused the ledger's statement ({state}: {text})."
            : $"PostgreSQL did not answer the ledger ({error.GetType().Name}).",
        error);
}
