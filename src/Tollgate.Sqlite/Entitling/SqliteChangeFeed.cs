using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Tollgate.Entitling;
using Tollgate.Sqlite.Hosting;
using Tollgate.Sqlite.Statements;

namespace Tollgate.Sqlite.Entitling;

/// <summary>Polls the table of changes: SQLite can't call, and reading a few pages of its file five times a second costs next to nothing.</summary>
internal sealed class SqliteChangeFeed(SqliteDatabase database, ILogger<SqliteChangeFeed> logger) : IChangeFeed
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    public async IAsyncEnumerable<Change> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long? last = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            var (changes, newest) = await ReadAsync(last, cancellationToken);
            foreach (var change in changes)
            {
                yield return change;
            }

            last = newest;

            // Real time on purpose: another process does not share a test's clock.
            await Task.Delay(Interval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Without a place to go on from, everything may have changed; an error loses the place.</summary>
    private async Task<(IReadOnlyList<Change> Changes, long? Last)> ReadAsync(long? last, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new SqliteConnection(database.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            return last is { } id ? await AfterAsync(connection, id, cancellationToken) : ([Change.Everything], await NewestAsync(connection, cancellationToken));
        }
        catch (SqliteException error)
        {
            Log.ChangesNotRead(logger, error);
            return ([], null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ([], last);
        }
    }

    private static async Task<long> NewestAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = ChangeStatements.Newest;
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<(IReadOnlyList<Change> Changes, long? Last)> AfterAsync(SqliteConnection connection, long id, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = ChangeStatements.After;
        command.Parameters.AddWithValue("$id", id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var changes = new List<Change>();
        while (await reader.ReadAsync(cancellationToken))
        {
            id = reader.GetInt64(0);
            changes.Add(Change.Parse(reader.GetString(1)));
        }

        return (changes, id);
    }
}
