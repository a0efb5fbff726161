using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Tollgate.Recording;
using Tollgate.Sqlite.Limiting;
using Tollgate.Sqlite.Statements;

namespace Tollgate.Sqlite.Recording;

/// <summary>Reads recorded usage again from SQLite; a reader never keeps the writer waiting.</summary>
/// <param name="connectionString">The database, migrated: a path or a connection string.</param>
internal sealed class SqliteUsageHistory(string connectionString) : IUsageHistory
{
    private readonly string _connectionString = LedgerFile.ConnectionString(connectionString);

    /// <inheritdoc />
    public async IAsyncEnumerable<RecordedRequest> ReadAsync(
        DateTimeOffset from, DateTimeOffset until, string? subject, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var place = new RecordedRequest { At = from.ToUnixTimeMilliseconds(), Node = "", Sequence = long.MinValue };
        while (await NextAsync(place, until.ToUnixTimeMilliseconds(), subject, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var request in page)
            {
                yield return request;
            }

            place = page[^1];
        }
    }

    /// <summary>The driver knows no asynchronous reading.</summary>
    private Task<List<RecordedRequest>> NextAsync(RecordedRequest place, long until, string? subject, CancellationToken cancellationToken) =>
        Task.Run(() => Next(place, until, subject), cancellationToken);

    private List<RecordedRequest> Next(RecordedRequest place, long until, string? subject)
    {
        using var connection = new SqliteConnection(_connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = subject is null ? HistoryStatements.Next : HistoryStatements.NextOfSubject;
        command.Parameters.AddWithValue("$from", place.At);
        command.Parameters.AddWithValue("$until", until);
        command.Parameters.AddWithValue("$node", place.Node);
        command.Parameters.AddWithValue("$sequence", place.Sequence);
        if (subject is not null)
        {
            command.Parameters.AddWithValue("$subject", subject);
        }

        using var rows = command.ExecuteReader();
        var page = new List<RecordedRequest>();
        while (rows.Read())
        {
            page.Add(RequestOf(rows));
        }

        return page;
    }

    private static RecordedRequest RequestOf(SqliteDataReader row) => new()
    {
        At = row.GetInt64(0),
        Node = row.GetString(1),
        Sequence = row.GetInt64(2),
        Subject = row.GetString(3),
        UserId = row.IsDBNull(4) ? null : row.GetInt64(4),
        Plan = row.IsDBNull(5) ? null : row.GetString(5),
        Endpoint = row.GetString(6),
        Method = row.GetString(7),
        Cost = row.GetInt64(8),
        Charged = row.GetInt64(9),
        Outcome = OutcomeName.Parse(row.GetString(10)),
        IsShadow = row.GetBoolean(11),
        Count = row.GetInt64(12),
    };
}
