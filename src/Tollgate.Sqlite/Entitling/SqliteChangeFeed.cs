using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Tollgate.Entitling;
using Tollgate.Sqlite.Hosting;
using Tollgate.Sqlite.Statements;

namespace Tollgate.Sqlite.Entitling;

/// <summary>Polls the table of changes: SQLite can't call, and reading a few pages of its file five times a second costs next to nothing.</summary>
internal sealed class SqliteChangeFeed(
    SqliteDatabase database, ILogger<SqliteChangeFeed> logger, ChangeFeedState? state = null) : IChangeFeed
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    public async IAsyncEnumerable<Change> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long? last = null;
        var pause = Interval; // longer while there is an outage
        while (!cancellationToken.IsCancellationRequested)
        {
            var (changes, newest, error) = await ReadAsync(last, cancellationToken);
            foreach (var change in changes)
            {
                yield return change;
            }

            last = newest;
            pause = Next(pause, error);

            // Real time on purpose: another process does not share a test's clock.
            await Task.Delay(pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The pause before the next poll; the beginning and the end of an outage are logged, not what is in between.</summary>
    private TimeSpan Next(TimeSpan pause, SqliteException? error)
    {
        if (error is null)
        {
            state?.Hear();
            if (pause > Interval)
            {
                Log.ChangesReadAgain(logger);
            }

            return Interval;
        }

        state?.Lose();
        if (pause == Interval)
        {
            Log.ChangesNotRead(logger, error.SqliteErrorCode, error.Message);
        }

        return pause * 2 < LongestPause ? pause * 2 : LongestPause;
    }

    /// <summary>Without a place to go on from, everything may have changed; an error loses the place.</summary>
    private async Task<(IReadOnlyList<Change> Changes, long? Last, SqliteException? Error)> ReadAsync(long? last, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new SqliteConnection(database.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            if (last is not { } id)
            {
                return ([Change.Everything], await NewestAsync(connection, cancellationToken), null);
            }

            var (changes, newest) = await AfterAsync(connection, id, cancellationToken);
            return (changes, newest, null);
        }
        catch (SqliteException error)
        {
            return ([], null, error);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ([], last, null);
        }
    }

    private static async Task<long> NewestAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = ChangeStatements.Newest;
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<(IReadOnlyList<Change> Changes, long Last)> AfterAsync(SqliteConnection connection, long id, CancellationToken cancellationToken)
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
