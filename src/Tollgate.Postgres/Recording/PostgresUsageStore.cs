using Npgsql;
using NpgsqlTypes;
using Tollgate.Postgres.Statements;
using Tollgate.Recording;

namespace Tollgate.Postgres.Recording;

/// <summary>Recorded usage in PostgreSQL: a binary COPY and the marks of the events' hours, in one transaction.</summary>
/// <remarks>
/// Rows that may be there already (refusals, whose fold may have gone on, and everything after a key turned out to be taken) go through the
/// session's staging table instead, from which one statement inserts what is new.
/// </remarks>
public sealed class PostgresUsageStore : IUsageStore, IAsyncDisposable
{
    private const int DaysAhead = 3;
    private readonly NpgsqlDataSource _source;
    private readonly UsagePartitions _partitions;

    /// <summary>Creates the store with two connections of its own; it connects when first used.</summary>
    /// <param name="connectionString">The database, migrated.</param>
    public PostgresUsageStore(string connectionString)
    {
        _source = UsageConnections.Create(connectionString);
        _partitions = new UsagePartitions(_source);
    }

    /// <inheritdoc />
    public async Task<int> AddAsync(IReadOnlyList<UsageEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return 0;
        }

        var days = events.Select(e => UsagePartition.DayOf(e.At)).ToHashSet();
        await _partitions.EnsureAsync(days, cancellationToken);
        try
        {
            return await StoreAsync(events, cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.CheckViolation && exception.ConstraintName is null)
        {
            _partitions.Forget(); // a partition that was there has been dropped meanwhile
            await _partitions.EnsureAsync(days, cancellationToken);
            return await StoreAsync(events, cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task PrepareAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        _partitions.Forget();
        return _partitions.EnsureAsync(Enumerable.Range(0, DaysAhead + 1).Select(today.AddDays).ToHashSet(), cancellationToken);
    }

    /// <inheritdoc />
    public async Task<DroppedUsage> DropOlderThanAsync(DateOnly day, CancellationToken cancellationToken)
    {
        await using (var raise = _source.CreateCommand(SummaryStatements.RaiseFloor))
        {
            raise.Parameters.Add(new NpgsqlParameter<long> { TypedValue = UsagePartition.StartOf(day) });
            await raise.ExecuteNonQueryAsync(cancellationToken);
        }

        var (dropped, postponed) = await _partitions.DropBeforeAsync(day, cancellationToken);
        return new DroppedUsage(dropped.Sum(p => p.Rows), dropped.Sum(p => p.Bytes), dropped.Count, postponed);
    }

    /// <inheritdoc />
    public async Task<DroppedUsage> CountOlderThanAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var due = await _partitions.CountBeforeAsync(day, cancellationToken);
        return new DroppedUsage(due.Sum(p => p.Rows), due.Sum(p => p.Bytes), due.Count, 0);
    }

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<int> StoreAsync(IReadOnlyList<UsageEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            return await StoreAsync(events, static usage => usage.IsRefused, cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected)
        {
            return await StoreAsync(events, static _ => true, cancellationToken); // some have been stored before, by us or by another node
        }
    }

    private async Task<int> StoreAsync(IReadOnlyList<UsageEvent> events, Predicate<UsageEvent> isStaged, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var rows = await CopyAsync(connection, UsageStatements.Copy, events.Where(e => !isStaged(e)), cancellationToken);
        if (await CopyAsync(connection, UsageStatements.Stage, events.Where(e => isStaged(e)), cancellationToken) > 0)
        {
            await using var command = new NpgsqlCommand(UsageStatements.Add, connection, transaction);
            rows += await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await TouchAsync(events, connection, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rows;
    }

    private static async Task<int> CopyAsync(
        NpgsqlConnection connection, string statement, IEnumerable<UsageEvent> events, CancellationToken cancellationToken)
    {
        NpgsqlBinaryImporter? rows = null;
        try
        {
            foreach (var usage in events)
            {
                rows ??= await connection.BeginBinaryImportAsync(statement, cancellationToken);
                await WriteAsync(rows, usage, cancellationToken);
            }

            return rows is null ? 0 : (int)await rows.CompleteAsync(cancellationToken);
        }
        finally
        {
            if (rows is not null)
            {
                await rows.DisposeAsync();
            }
        }
    }

    /// <summary>Marks the hours of events for the next summing; in the transaction that stores them, so that no event can be missed.</summary>
    private static async Task TouchAsync(
        IReadOnlyList<UsageEvent> events, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var hours = events.Select(e => Hours.Of(e.At)).Distinct().ToArray();
        await using var command = new NpgsqlCommand(SummaryStatements.Touch, connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = hours });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter row, UsageEvent usage, CancellationToken cancellationToken)
    {
        await row.StartRowAsync(cancellationToken);
        await row.WriteAsync(usage.At, NpgsqlDbType.Bigint, cancellationToken);
        await row.WriteAsync(usage.Node, NpgsqlDbType.Text, cancellationToken);
        await row.WriteAsync(usage.Sequence, NpgsqlDbType.Bigint, cancellationToken);
        await row.WriteAsync(usage.Subject, NpgsqlDbType.Text, cancellationToken);
        await WriteAsync(row, usage.UserId, cancellationToken);
        await WriteAsync(row, usage.KeyId, cancellationToken);
        await WriteAsync(row, usage.Plan, cancellationToken);
        await row.WriteAsync(usage.Endpoint, NpgsqlDbType.Text, cancellationToken);
        await row.WriteAsync(usage.Method, NpgsqlDbType.Text, cancellationToken);
        await row.WriteAsync(usage.Status, NpgsqlDbType.Integer, cancellationToken);
        await row.WriteAsync(usage.DurationMicroseconds, NpgsqlDbType.Bigint, cancellationToken);
        await WriteAsync(row, usage.BytesIn, cancellationToken);
        await WriteAsync(row, usage.BytesOut, cancellationToken);
        await WriteAsync(row, usage.Address?.Text, cancellationToken);
        await row.WriteAsync(usage.Cost, NpgsqlDbType.Bigint, cancellationToken);
        await row.WriteAsync(usage.Charged, NpgsqlDbType.Bigint, cancellationToken);
        await row.WriteAsync(OutcomeName.Of(usage.Outcome), NpgsqlDbType.Text, cancellationToken);
        await WriteAsync(row, usage.RefusingScope, cancellationToken);
        await WriteAsync(row, usage.RefusingWindow, cancellationToken);
        await row.WriteAsync(usage.IsShadow, NpgsqlDbType.Boolean, cancellationToken);
        await row.WriteAsync(usage.Count, NpgsqlDbType.Bigint, cancellationToken);
        await WriteAsync(row, usage.Country, cancellationToken);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter row, long? number, CancellationToken cancellationToken) => number is { } value
        ? row.WriteAsync(value, NpgsqlDbType.Bigint, cancellationToken)
        : row.WriteNullAsync(cancellationToken);

    private static Task WriteAsync(NpgsqlBinaryImporter row, string? text, CancellationToken cancellationToken) => text is null
        ? row.WriteNullAsync(cancellationToken)
        : row.WriteAsync(text, NpgsqlDbType.Text, cancellationToken);
}
