using Npgsql;
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
        using var rows = new CopyRows(UsageStatements.ColumnCount);
        NpgsqlRawCopyStream? stream = null;
        try
        {
            foreach (var usage in events)
            {
                stream ??= await connection.BeginRawBinaryCopyAsync(statement, cancellationToken);
                Write(rows, usage);
                if (rows.IsFull)
                {
                    await rows.FlushAsync(stream, cancellationToken);
                }
            }

            if (stream is not null)
            {
                await rows.CompleteAsync(stream, cancellationToken);
                await stream.DisposeAsync();
            }

            return rows.Count;
        }
        catch when (stream is not null)
        {
            await CancelAsync(stream);
            throw;
        }
    }

    /// <summary>An unfinished COPY must not be taken for a finished one; the transaction is rolled back in any case.</summary>
    private static async Task CancelAsync(NpgsqlRawCopyStream stream)
    {
        try
        {
            await stream.CancelAsync();
            await stream.DisposeAsync();
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or IOException or OperationCanceledException)
        {
            // The first failure is the one to tell.
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

    private static void Write(CopyRows rows, in UsageEvent usage)
    {
        rows.BeginRow();
        rows.Write(usage.At);
        rows.Write(usage.Node);
        rows.Write(usage.Sequence);
        rows.Write(usage.Subject);
        rows.Write(usage.UserId);
        rows.Write(usage.KeyId);
        rows.Write(usage.Plan);
        rows.Write(usage.Endpoint);
        rows.Write(usage.Method);
        rows.WriteInteger(usage.Status);
        rows.Write(usage.DurationMicroseconds);
        rows.Write(usage.BytesIn);
        rows.Write(usage.BytesOut);
        rows.Write(usage.Address?.Text);
        rows.Write(usage.Cost);
        rows.Write(usage.Charged);
        rows.Write(OutcomeName.Of(usage.Outcome));
        rows.Write(usage.RefusingScope);
        rows.Write(usage.RefusingWindow);
        rows.Write(usage.IsShadow);
        rows.Write(usage.Count);
        rows.Write(usage.Country);
    }
}
