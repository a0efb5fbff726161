using System.Data;
using Npgsql;
using Tollgate.Postgres.Statements;

namespace Tollgate.Postgres.Recording;

/// <summary>Makes and drops the daily partitions of <c>api_usage</c>.</summary>
internal sealed class UsagePartitions(NpgsqlDataSource source)
{
    private readonly Lock _lock = new();
    private HashSet<DateOnly> _known = [];

    /// <summary>Makes the partitions of days that have none; days seen before are not looked up again.</summary>
    public async Task EnsureAsync(IReadOnlySet<DateOnly> days, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (days.IsSubsetOf(_known))
            {
                return;
            }
        }

        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, UsageStatements.LockPartitions, cancellationToken);
        var partitions = await ListAsync(connection, cancellationToken);
        foreach (var halfway in partitions.Where(p => p.IsDetachPending && days.Contains(p.Day)))
        {
            // A late event of a day that is being dropped: the day comes back, and the next clean-up takes both.
            await ExecuteAsync(connection, UsageStatements.FinalizeDetach(halfway.Name), cancellationToken);
        }

        var attached = partitions.Where(p => p is { IsAttached: true, IsDetachPending: false }).Select(p => p.Day).ToHashSet();
        foreach (var day in days.Except(attached).Order())
        {
            var name = UsagePartition.NameOf(day);
            await ExecuteAsync(connection, UsageStatements.CreatePartition(name), cancellationToken);
            var attach = UsageStatements.AttachPartition(name, UsagePartition.StartOf(day), UsagePartition.StartOf(day.AddDays(1)));
            await ExecuteAsync(connection, attach, cancellationToken);
            attached.Add(day);
        }

        await transaction.CommitAsync(cancellationToken);
        lock (_lock)
        {
            _known = attached;
        }
    }

    /// <summary>Forgets which partitions there are, because one was missing.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _known = [];
        }
    }

    /// <summary>The partitions before a day, with their rows counted.</summary>
    public async Task<IReadOnlyList<UsagePartition>> CountBeforeAsync(DateOnly day, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var counted = new List<UsagePartition>();
        foreach (var partition in (await ListAsync(connection, cancellationToken)).Where(p => p.Day < day))
        {
            counted.Add(await CountAsync(connection, partition, cancellationToken));
        }

        return counted;
    }

    /// <summary>Drops the partitions before a day one by one; those that cannot be had at once wait for the next time.</summary>
    /// <returns>Those dropped, with their rows counted, and how many wait.</returns>
    public async Task<(IReadOnlyList<UsagePartition> Dropped, int Postponed)> DropBeforeAsync(DateOnly day, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            await ExecuteAsync(connection, UsageStatements.ShortLocks, cancellationToken);
            return await DropBeforeAsync(connection, day, cancellationToken);
        }
        finally
        {
            Forget();
            if (connection.State == ConnectionState.Open)
            {
                await ExecuteAsync(connection, UsageStatements.NormalLocks, CancellationToken.None); // the pool keeps the session as it is
            }
        }
    }

    private static async Task<(IReadOnlyList<UsagePartition> Dropped, int Postponed)> DropBeforeAsync(
        NpgsqlConnection connection, DateOnly day, CancellationToken cancellationToken)
    {
        var dropped = new List<UsagePartition>();
        var postponed = 0;

        // Those half gone first: PostgreSQL detaches no other partition of a table while one is pending.
        foreach (var partition in (await ListAsync(connection, cancellationToken)).Where(p => p.Day < day).OrderByDescending(p => p.IsDetachPending))
        {
            try
            {
                var counted = await CountAsync(connection, partition, cancellationToken);
                await DropAsync(connection, partition, cancellationToken);
                dropped.Add(counted);
            }
            catch (PostgresException exception) when (IsInUse(exception.SqlState))
            {
                postponed++;
            }
        }

        return (dropped, postponed);
    }

    /// <summary>Somebody reads the partition, or one before it that is half gone for that reason.</summary>
    private static bool IsInUse(string state) => state is
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.ObjectInUse or PostgresErrorCodes.ObjectNotInPrerequisiteState;

    /// <summary>The partition with its rows counted, by its own name, so that nobody else is in the way; else with the server's estimate.</summary>
    private static async Task<UsagePartition> CountAsync(NpgsqlConnection connection, UsagePartition partition, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = new NpgsqlCommand(UsageStatements.CountPartition(partition.Name), connection);
            return partition with { Rows = (long)(await command.ExecuteScalarAsync(cancellationToken))! };
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.QueryCanceled && !cancellationToken.IsCancellationRequested)
        {
            return partition;
        }
    }

    private static async Task DropAsync(NpgsqlConnection connection, UsagePartition partition, CancellationToken cancellationToken)
    {
        if (partition.IsAttached)
        {
            var detach = partition.IsDetachPending ? UsageStatements.FinalizeDetach(partition.Name) : UsageStatements.DetachPartition(partition.Name);
            await ExecuteAsync(connection, detach, cancellationToken);
        }

        await ExecuteAsync(connection, UsageStatements.DropPartition(partition.Name), cancellationToken);
    }

    private static async Task<List<UsagePartition>> ListAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(UsageStatements.Partitions, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var partitions = new List<UsagePartition>();
        while (await reader.ReadAsync(cancellationToken))
        {
            partitions.Add(new UsagePartition(reader.GetString(0), reader.GetBoolean(1), reader.GetBoolean(2), reader.GetInt64(3), reader.GetInt64(4)));
        }

        return partitions;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string text, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
