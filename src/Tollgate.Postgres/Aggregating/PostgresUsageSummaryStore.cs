using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using Tollgate.Aggregating;
using Tollgate.Postgres.Statements;

namespace Tollgate.Postgres.Aggregating;

/// <summary>Sums of recorded usage in PostgreSQL; an hour or day is summed in one transaction, by one run at a time, and two of them at once.</summary>
public sealed class PostgresUsageSummaryStore : IUsageSummaryStore, IAsyncDisposable
{
    /// <summary>Events of an hour whose response times and addresses may be collected in the server's memory: up to 200 megabytes.</summary>
    private const long FewEvents = 3_000_000;

    private readonly NpgsqlDataSource _source;
    private readonly Func<CancellationToken, ValueTask<NpgsqlConnection>> _openRead;
    private readonly long _fewEvents;

    /// <summary>Creates the store; it connects when first used.</summary>
    /// <param name="connectionString">The database, migrated.</param>
    public PostgresUsageSummaryStore(string connectionString)
    {
        _source = SummaryConnections.Create(connectionString);
        _openRead = _source.OpenConnectionAsync;
        _fewEvents = FewEvents;
    }

    /// <summary>Creates the store with another place to read sums from, e.g. a standby, and another idea of how many events are few.</summary>
    internal PostgresUsageSummaryStore(
        string connectionString, Func<CancellationToken, ValueTask<NpgsqlConnection>>? openRead, long fewEvents = FewEvents)
    {
        _source = SummaryConnections.Create(connectionString);
        _openRead = openRead ?? _source.OpenConnectionAsync;
        _fewEvents = fewEvents;
    }

    /// <inheritdoc />
    /// <remarks>A connection works on one processor of the server; half of a small server is left to those who wait for an answer.</remarks>
    public int AtOnce => SummaryConnections.Summing;

    /// <inheritdoc />
    public async Task<UnsummedUsage> FindUnsummedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        return new UnsummedUsage(
            await ListAsync(connection, SummaryStatements.TouchedHours, cancellationToken),
            await ListAsync(connection, SummaryStatements.UnsummedDays, cancellationToken));
    }

    /// <inheritdoc />
    public async Task<long?> SumHourAsync(long hour, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(
            connection,
            [(SummingStatements.GroupByHashing, []), (SummingStatements.LockHour, [hour]), (SummingStatements.TakeMarks, [hour])],
            cancellationToken);
        if (hour < await ReadAsync(connection, SummingStatements.KeptFrom, [], cancellationToken))
        {
            await transaction.CommitAsync(cancellationToken);
            return null;
        }

        var (end, day) = (hour + Calendar.Hour, Calendar.DayOf(hour));
        var isFew = await ReadAsync(connection, SummingStatements.AreFew, [hour, end, _fewEvents], cancellationToken) == 1;
        var sum = isFew ? SummingStatements.SumEvents : SummingStatements.SumManyEvents;
        var rows = await ExecuteAsync(connection, sum, [hour, end], cancellationToken);
        await ExecuteAsync(
            connection,
            [
                (SummingStatements.ClearTotals, [hour, "hour"]),
                (SummingStatements.TotalHour, [hour]),
                (SummingStatements.LockSubjectsAndDay, [day]), // late: most of the work is done
                (SummingStatements.MoveSubjects, [hour, day, Calendar.MonthOf(hour)]),
                (SummingStatements.ReplaceHour, []),
                (SummingStatements.JoinByHashing, []),
                (SummingStatements.TrimHour, [hour]),
                (SummingStatements.MarkDay, [day]),
            ],
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rows;
    }

    /// <inheritdoc />
    public async Task<long> SumDayAsync(long day, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(
            connection,
            [
                (SummingStatements.GroupByHashing, []),
                (SummingStatements.LockDay, [day]),
                (SummingStatements.TakeDay, [day]),
                (SummingStatements.ClearDay, [day]),
                (SummingStatements.ClearTotals, [day, "day"]),
                (SummingStatements.TotalDay, [day]),
            ],
            cancellationToken);
        var rows = await ExecuteAsync(connection, SummingStatements.SumDay, [day], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rows;
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<UsageSummary> ReadAsync(UsageSelection selection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await _openRead(cancellationToken);
        var read = StatementOf(selection);
        (string Text, Func<NpgsqlDataReader, UsageSummary> Read)[] results = IsWorthGrouping(selection) && selection.Grouping is { } grouping
            ? [(SummaryStatements.SumsOf(read, grouping), SummaryRow.ReadSums), (SummaryStatements.SketchesOf(read, grouping), SummaryRow.ReadSketches)]
            : [(read, SummaryRow.Read)];
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken); // an hour may be summed meanwhile
        await using var batch = new NpgsqlBatch(connection, snapshot);
        foreach (var result in results)
        {
            var command = new NpgsqlBatchCommand(result.Text);
            AddSelection(command.Parameters, selection);
            batch.BatchCommands.Add(command);
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var result in results)
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                yield return result.Read(reader);
            }

            await reader.NextResultAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<SubjectUsage>> RankAsync(long from, long until, RankedBy by, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await _openRead(cancellationToken);
        var measure = RankedSpan.ColumnOf(by);
        if (RankedSpan.Of(from, until) is { } grain)
        {
            var statement = SummaryStatements.RankOne(grain == SummaryGrain.Day ? "day" : "month", measure);
            return (await RankAsync(connection, statement, [from, limit], cancellationToken)).Ranked;
        }

        return await RankTopOfDaysAsync(connection, measure, from, until, limit, cancellationToken)
            ?? (await RankAsync(connection, SummaryStatements.RankDays(measure), [from, until, limit], cancellationToken)).Ranked;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<UsagePart>> RankPartsAsync(
        UsageSelection selection, bool isByKey, IReadOnlyCollection<string>? among, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await _openRead(cancellationToken);
        var statement = SummaryStatements.RankParts(selection.Grain == SummaryGrain.Hour, isByKey, among is not null);
        await using var command = new NpgsqlCommand(statement, connection);
        Add(command, selection.From, selection.Until, selection.Plan, selection.Endpoint, selection.Country, limit);
        if (among is not null)
        {
            Add(command, (object)among.ToArray());
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var parts = new List<UsagePart>();
        while (await reader.ReadAsync(cancellationToken))
        {
            parts.Add(new UsagePart(
                reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.GetInt64(3)));
        }

        return parts;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<(long Day, UsageMeasures Measures)>> ReadDaysAsync(
        string subject, long from, long until, CancellationToken cancellationToken)
    {
        await using var connection = await _openRead(cancellationToken);
        await using var command = new NpgsqlCommand(SummaryStatements.SubjectDays, connection);
        Add(command, subject, from, until);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var days = new List<(long, UsageMeasures)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            days.Add((reader.GetInt64(0), SummaryRow.Measures(reader, 1)));
        }

        return days;
    }

    /// <inheritdoc />
    public async Task<long> DropOlderThanAsync(SummaryGrain grain, long before, bool isDryRun, CancellationToken cancellationToken)
    {
        var rows = 0L;
        foreach (var (table, condition) in SummaryRetention.TablesOf(grain))
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken);
            if (isDryRun)
            {
                await using var count = new NpgsqlCommand(SummaryStatements.CountBefore(table, condition), connection);
                Add(count, before);
                rows += (long)(await count.ExecuteScalarAsync(cancellationToken))!;
                continue;
            }

            while (await ExecuteAsync(connection, SummaryStatements.DropSome(table, condition), [before], cancellationToken) is > 0 and var dropped)
            {
                rows += dropped;
            }
        }

        return rows;
    }

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <summary>
    /// The first of each day are enough when none of the others can reach the last of those ranked: the threshold algorithm of Fagin, Lotem
    /// and Naor (PODS 2001). Null when the subjects are too much alike for that.
    /// </summary>
    private static async Task<IReadOnlyList<SubjectUsage>?> RankTopOfDaysAsync(
        NpgsqlConnection connection, string measure, long from, long until, int limit, CancellationToken cancellationToken)
    {
        const int DeepestFactor = 64;
        for (var factor = 2; factor <= DeepestFactor; factor *= 4)
        {
            var statement = SummaryStatements.RankTopOfDays(measure);
            var (ranked, others) = await RankAsync(connection, statement, [from, until, limit, limit * factor], cancellationToken);
            if (others == 0 || (ranked.Count == limit && RankedSpan.ValueOf(ranked[^1].Measures, measure) > others))
            {
                return ranked;
            }
        }

        return null;
    }

    private static async Task<(List<SubjectUsage> Ranked, long Others)> RankAsync(
        NpgsqlConnection connection, string statement, object[] parameters, CancellationToken cancellationToken)
    {
        const int OthersColumn = 13;
        await using var command = new NpgsqlCommand(statement, connection);
        Add(command, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (ranked, others) = (new List<SubjectUsage>(), 0L);
        while (await reader.ReadAsync(cancellationToken))
        {
            ranked.Add(new SubjectUsage(
                reader.GetString(0),
                reader.IsDBNull(1) ? null : reader.GetInt64(1),
                reader.IsDBNull(2) ? null : reader.GetString(2),
                SummaryRow.Measures(reader, 3)));
            others = reader.FieldCount > OthersColumn ? reader.GetInt64(OthersColumn) : 0;
        }

        return (ranked, others);
    }

    /// <summary>Hours are many, and so are the rows of many subjects; days of everybody, or of one subject, are read sooner than they are planned twice.</summary>
    private static bool IsWorthGrouping(UsageSelection selection) => selection.Grain == SummaryGrain.Hour || selection.Parts is not null;

    private static string StatementOf(UsageSelection selection) => (selection.Grain, selection) switch
    {
        (SummaryGrain.Hour, { Parts: not null }) => SummaryStatements.ReadHoursOfParts,
        (SummaryGrain.Hour, { Subject: not null }) => SummaryStatements.ReadHours,
        (SummaryGrain.Hour, _) => SummaryStatements.ReadTotalHours,
        (_, { Parts: not null }) => SummaryStatements.ReadDaysOfParts,
        (_, { Subject: not null }) => SummaryStatements.ReadDays,
        _ => SummaryStatements.ReadTotalDays,
    };

    private static void AddSelection(NpgsqlParameterCollection parameters, UsageSelection selection)
    {
        Add(parameters, [selection.From, selection.Until, selection.Plan, selection.Endpoint, selection.Country]);
        if (selection.Parts is { } parts)
        {
            Add(parameters, [parts.Select(p => p.Subject).ToArray(), parts.Select(p => p.KeyId).ToArray()]);
        }
        else if (selection.Subject is not null)
        {
            Add(parameters, [selection.Subject]);
            parameters.Add(new NpgsqlParameter { Value = selection.KeyId ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        }
    }

    private static async Task<List<long>> ListAsync(NpgsqlConnection connection, string text, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(text, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var list = new List<long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            list.Add(reader.GetInt64(0));
        }

        return list;
    }

    private static async Task<long> ReadAsync(NpgsqlConnection connection, string text, object[] parameters, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(text, connection);
        Add(command, parameters);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Several statements in one round trip. Each sees what was committed before it begins, after the locks of those before it.</summary>
    private static async Task ExecuteAsync(
        NpgsqlConnection connection, (string Text, object[] Parameters)[] statements, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var (text, parameters) in statements)
        {
            var command = new NpgsqlBatchCommand(text);
            Add(command.Parameters, parameters);
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string text, object[] parameters, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(text, connection);
        Add(command, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Add(NpgsqlCommand command, params object?[] values) => Add(command.Parameters, values);

    private static void Add(NpgsqlParameterCollection parameters, object?[] values)
    {
        foreach (var value in values)
        {
            parameters.Add(value is null
                ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
                : new NpgsqlParameter { Value = value });
        }
    }
}
