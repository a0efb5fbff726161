using System.Runtime.CompilerServices;
using Npgsql;
using Tollgate.Postgres.Hosting;
using Tollgate.Postgres.Statements;
using Tollgate.Recording;

namespace Tollgate.Postgres.Recording;

/// <summary>Reads recorded usage again from PostgreSQL, from a standby where one is named.</summary>
internal sealed class PostgresUsageHistory(ReadConnections connections) : IUsageHistory
{
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

    private async Task<List<RecordedRequest>> NextAsync(RecordedRequest place, long until, string? subject, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(subject is null ? HistoryStatements.Next : HistoryStatements.NextOfSubject, connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = place.At });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = until });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = place.Node });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = place.Sequence });
        if (subject is not null)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subject });
        }

        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var page = new List<RecordedRequest>();
        while (await rows.ReadAsync(cancellationToken))
        {
            page.Add(RequestOf(rows));
        }

        return page;
    }

    private static RecordedRequest RequestOf(NpgsqlDataReader row) => new()
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
