using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Tollgate.Aggregating;
using Tollgate.Sqlite.Limiting;
using Tollgate.Sqlite.Statements;

namespace Tollgate.Sqlite.Aggregating;

/// <summary>Sums of recorded usage in SQLite, moved in short transactions because the ledger waits for the same write lock.</summary>
/// <param name="connectionString">The database, migrated: a path or a connection string.</param>
public sealed class SqliteUsageSummaryStore(string connectionString) : IUsageSummaryStore
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(5);
    private readonly string _connectionString = LedgerFile.ConnectionString(connectionString);

    /// <inheritdoc />
    public Task<UnsummedUsage> FindUnsummedAsync(CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            using var connection = Open();
            return new UnsummedUsage(
                List(connection, SummaryStatements.TouchedHours, [], r => r.GetInt64(0)),
                List(connection, SummaryStatements.UnsummedDays, [], r => r.GetInt64(0)));
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<long?> SumHourAsync(long hour, CancellationToken cancellationToken) => SumAsync(SummaryGrain.Hour, hour, cancellationToken);

    /// <inheritdoc />
    public async Task<long> SumDayAsync(long day, CancellationToken cancellationToken) => await SumAsync(SummaryGrain.Day, day, cancellationToken) ?? 0;

    /// <inheritdoc />
    public async IAsyncEnumerable<UsageSummary> ReadAsync(UsageSelection selection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var one in selection.Parts?.Select(p => selection with { Subject = p.Subject, KeyId = p.KeyId }) ?? [selection])
        {
            foreach (var summary in await Task.Run(() => Read(one), cancellationToken))
            {
                yield return summary;
            }
        }
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<SubjectUsage>> RankAsync(long from, long until, RankedBy by, int limit, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            var measure = RankedSpan.ColumnOf(by);
            var text = RankedSpan.Of(from, until) is { } grain
                ? SummaryStatements.RankOne(grain == SummaryGrain.Day ? "day" : "month", measure)
                : SummaryStatements.RankDays(measure);
            using var connection = Open();
            return (IReadOnlyList<SubjectUsage>)List(
                connection,
                text,
                [("$from", from), ("$until", until), ("$limit", limit)],
                r => new SubjectUsage(
                    r.GetString(0), r.IsDBNull(1) ? null : r.GetInt64(1), r.IsDBNull(2) ? null : r.GetString(2), SummaryRow.Measures(r, 3)));
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<UsagePart>> RankPartsAsync(
        UsageSelection selection, bool isByKey, IReadOnlyCollection<string>? among, int limit, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            using var connection = Open();
            return (IReadOnlyList<UsagePart>)List(
                connection,
                SummaryStatements.RankParts(selection.Grain == SummaryGrain.Hour, isByKey, among is not null),
                [
                    ("$from", selection.From), ("$until", selection.Until), ("$plan", selection.Plan), ("$endpoint", selection.Endpoint),
                    ("$country", selection.Country), ("$among", among is null ? null : JsonSerializer.Serialize(among)), ("$limit", limit),
                ],
                r => new UsagePart(r.GetString(0), r.IsDBNull(1) ? null : r.GetInt64(1), r.IsDBNull(2) ? null : r.GetString(2), r.GetInt64(3)));
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<(long Day, UsageMeasures Measures)>> ReadDaysAsync(
        string subject, long from, long until, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            using var connection = Open();
            return (IReadOnlyList<(long, UsageMeasures)>)List(
                connection,
                SummaryStatements.SubjectDays,
                [("$subject", subject), ("$from", from), ("$until", until)],
                r => (r.GetInt64(0), SummaryRow.Measures(r, 1)));
        },
        cancellationToken);

    /// <inheritdoc />
    public async Task<long> DropOlderThanAsync(SummaryGrain grain, long before, bool isDryRun, CancellationToken cancellationToken)
    {
        var rows = 0L;
        foreach (var (table, condition) in SummaryRetention.TablesOf(grain))
        {
            var text = isDryRun ? SummaryStatements.CountBefore(table, condition) : SummaryStatements.DropSome(table, KeyOf(table), condition);
            long some;
            do
            {
                some = await Task.Run(() => isDryRun ? Count(text, before) : Drop(text, before), cancellationToken);
                rows += some;
                await Task.Delay(Breath, cancellationToken); // lets waiting writers in
            }
            while (some > 0 && !isDryRun);
        }

        return rows;
    }

    private async Task<long?> SumAsync(SummaryGrain grain, long start, CancellationToken cancellationToken)
    {
        using var run = await Task.Run(() => new SummaryRun(Open(), grain, start), cancellationToken);
        if (!await Task.Run(run.TryBegin, cancellationToken))
        {
            return null;
        }

        var rows = await Task.Run(run.Sum, cancellationToken);
        foreach (var (first, last) in await Task.Run(run.Ranges, cancellationToken))
        {
            if (!await Task.Run(() => run.TryMove(first, last), cancellationToken))
            {
                return rows; // the run that took over sums the same and more
            }

            await Task.Delay(Breath, cancellationToken);
        }

        await Task.Run(run.TryEnd, cancellationToken);
        return rows;
    }

    private List<UsageSummary> Read(UsageSelection selection)
    {
        var text = (selection.Grain, selection.Subject) switch
        {
            (SummaryGrain.Hour, null) => SummaryStatements.ReadTotalHours,
            (SummaryGrain.Hour, _) => SummaryStatements.ReadHours,
            (_, null) => SummaryStatements.ReadTotalDays,
            _ => SummaryStatements.ReadDays,
        };
        using var connection = Open();
        return List(
            connection,
            text,
            [
                ("$from", selection.From), ("$until", selection.Until), ("$subject", selection.Subject), ("$key", selection.KeyId),
                ("$plan", selection.Plan), ("$endpoint", selection.Endpoint), ("$country", selection.Country),
            ],
            SummaryRow.Read);
    }

    private long Count(string text, long before)
    {
        using var connection = Open();
        return List(connection, text, [("$before", before)], r => r.GetInt64(0)).Single();
    }

    private long Drop(string text, long before)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.Parameters.AddWithValue("$before", before);
        return command.ExecuteNonQuery();
    }

    private static string KeyOf(string table) => table switch
    {
        "usage_totals" => "grain, start, endpoint, plan, country",
        "usage_subjects" => "grain, start, subject",
        _ => "start, subject, key_id, endpoint, plan, country",
    };

    private static List<T> List<T>(SqliteConnection connection, string text, (string Name, object? Value)[] parameters, Func<SqliteDataReader, T> read)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        using var reader = command.ExecuteReader();
        var list = new List<T>();
        while (reader.Read())
        {
            list.Add(read(reader));
        }

        return list;
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        return connection;
    }
}
