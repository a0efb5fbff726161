using Microsoft.Data.Sqlite;
using Tollgate.Recording;
using Tollgate.Sqlite.Limiting;
using Tollgate.Sqlite.Statements;

namespace Tollgate.Sqlite.Recording;

/// <summary>Recorded usage in SQLite, in short durable transactions.</summary>
/// <param name="connectionString">The database, migrated: a path or a connection string.</param>
public sealed class SqliteUsageStore(string connectionString) : IUsageStore
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(5);
    private const int Rows = 500;
    private readonly string _connectionString = LedgerFile.ConnectionString(connectionString);

    /// <inheritdoc />
    public async Task<int> AddAsync(IReadOnlyList<UsageEvent> events, CancellationToken cancellationToken)
    {
        // The ledger waits for the same write lock: short transactions, and a breath between them. Rows are recognised again, so none is lost.
        var rows = 0;
        for (var first = 0; first < events.Count; first += Rows)
        {
            if (first > 0)
            {
                await Task.Delay(Breath, cancellationToken);
            }

            var some = events.Skip(first).Take(Rows).ToList();
            rows += await Task.Run(() => Add(some), cancellationToken);
        }

        return rows;
    }

    /// <inheritdoc />
    public async Task<DroppedUsage> DropOlderThanAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var before = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds();
        await Task.Run(() => RaiseFloor(before), cancellationToken);
        var rows = 0L;
        while (await Task.Run(() => DropSome(before), cancellationToken) is > 0 and var dropped)
        {
            rows += dropped;
            await Task.Delay(Breath, cancellationToken); // lets waiting writers in
        }

        return new DroppedUsage(rows, 0, 0, 0);
    }

    private int Add(List<UsageEvent> events)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction(); // takes the write lock at once
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = UsageStatements.Add;
        foreach (var name in UsageStatements.AddParameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        var rows = 0;
        foreach (var usage in events)
        {
            Set(command.Parameters, usage);
            rows += command.ExecuteNonQuery();
        }

        Touch(connection, events);
        transaction.Commit();
        return rows;
    }

    /// <summary>Marks the hours of events for the next summing; in the transaction that stores them, so that no event can be missed.</summary>
    private static void Touch(SqliteConnection connection, List<UsageEvent> events)
    {
        foreach (var hour in events.Select(e => Hours.Of(e.At)).Distinct())
        {
            using var command = connection.CreateCommand();
            command.CommandText = SummaryStatements.Touch;
            command.Parameters.AddWithValue("$hour", hour);
            command.ExecuteNonQuery();
        }
    }

    private void RaiseFloor(long before)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = SummaryStatements.RaiseFloor;
        command.Parameters.AddWithValue("$before", before);
        command.ExecuteNonQuery();
    }

    private int DropSome(long before)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = UsageStatements.DropSome;
        command.Parameters.AddWithValue("$before", before);
        return command.ExecuteNonQuery();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = UsageStatements.Session;
        command.ExecuteNonQuery();
        return connection;
    }

    private static void Set(SqliteParameterCollection row, in UsageEvent usage)
    {
        object?[] values =
        [
            usage.At, usage.Node, usage.Sequence, usage.Subject, usage.UserId, usage.KeyId, usage.Plan, usage.Endpoint, usage.Method, usage.Status,
            usage.DurationMicroseconds, usage.BytesIn, usage.BytesOut, usage.Address?.Text, usage.Cost, usage.Charged,
            OutcomeName.Of(usage.Outcome), usage.RefusingScope, usage.RefusingWindow, usage.IsShadow ? 1 : 0, usage.Count,
            usage.Country,
        ];
        for (var column = 0; column < values.Length; column++)
        {
            row[column].Value = values[column] ?? DBNull.Value;
        }
    }
}
