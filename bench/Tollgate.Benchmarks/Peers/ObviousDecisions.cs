using Npgsql;
using NpgsqlTypes;
using Tollgate.Benchmarks.Harness;
using Tollgate.Benchmarks.Servers;

namespace Tollgate.Benchmarks.Peers;

/// <summary>A transaction per request as one would write it first: read four counters, compare, and write them.</summary>
internal sealed class ObviousDecisions(string id, DatabaseServer server, string database, int subjects, int callers) : Contender
{
    private const string Create = """
        create table counters (subject text, length bigint, window_start bigint, used bigint not null, primary key (subject, length, window_start))
        """;

    // Locked, or two requests could both read the last unit; a row that is not there yet can't be locked, hence the second look at the upsert's answer.
    private const string Read = "select used from counters where subject = $1 and length = $2 and window_start = $3 for update";

    private const string Write = """
        insert into counters as c (subject, length, window_start, used) values ($1, $2, $3, 1)
        on conflict (subject, length, window_start) do update set used = c.used + 1
        returning used
        """;

    private static readonly long[] Lengths = [60, 3_600, 86_400, 2_592_000];

    private NpgsqlDataSource _source = null!;
    private string _connection = "";
    private long _admitted;

    /// <inheritdoc />
    public override string Id => id;

    /// <inheritdoc />
    public override string What => $"a transaction per request, four reads and four upserts, PostgreSQL, {subjects:N0} subject{(subjects == 1 ? "" : "s")}";

    /// <inheritdoc />
    public override int Callers => callers;

    /// <inheritdoc />
    public override bool? IsDurable => true;

    /// <inheritdoc />
    public override bool? IsExact => true;

    /// <inheritdoc />
    public override string? Note => "reads lock, so that it is exact; 32 connections";

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _connection = await server.CreateDatabaseAsync(database, cancellationToken);
        await server.ExecuteAsync(_connection, Create, cancellationToken);
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_connection) { MaxPoolSize = 32, Timeout = 600, CommandTimeout = 0, MaxAutoPrepare = 10, AutoPrepareMinUsages = 1 });
        await RunAsync(TimeSpan.FromSeconds(0.5), cancellationToken);
    }

    /// <inheritdoc />
    public override async Task<Sample> RunAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var sample = await new ClosedLoop(callers).RunAsync(duration, DecideAsync, cancellationToken);
        _admitted += sample.Operations;
        return sample;
    }

    /// <inheritdoc />
    public override Task<long?> CountStatementsAsync(CancellationToken cancellationToken) => server.CountStatementsAsync(_connection, cancellationToken);

    /// <summary>The month windows hold what was admitted.</summary>
    public override async Task FinishAsync(CancellationToken cancellationToken)
    {
        var used = await server.QueryAsync(_connection, "select coalesce(sum(used), 0)::bigint from counters where length = 2592000", cancellationToken);
        if (used != _admitted)
        {
            throw new InvalidOperationException($"{id}: {_admitted:N0} units were admitted, and the table holds {used:N0}.");
        }
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        if (_source is not null)
        {
            await _source.DisposeAsync();
        }
    }

    /// <summary>When a minute begins, one transaction has its row locked and wants the hour's, and another the other way round: whoever is chosen as the victim asks again.</summary>
    private async ValueTask DecideAsync(int caller, long number)
    {
        while (!await TryDecideAsync(caller, number))
        {
        }
    }

    private async Task<bool> TryDecideAsync(int caller, long number)
    {
        try
        {
            await DecideOnceAsync(caller, number);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            return false;
        }
    }

    private async Task DecideOnceAsync(int caller, long number)
    {
        var subject = $"user_{(caller + (number * callers)) % subjects}";
        var second = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        await using var connection = await _source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var sql in new[] { Read, Write })
        {
            foreach (var length in Lengths)
            {
                var used = await AskAsync(connection, sql, subject, length, second - (second % length));
                if (used > Decisions.FourWindows.Limit)
                {
                    throw new InvalidOperationException("A caller far below its limits was refused.");
                }
            }
        }

        await transaction.CommitAsync();
    }

    private static async Task<long> AskAsync(NpgsqlConnection connection, string sql, string subject, long length, long start)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subject, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = length });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = start });
        return await command.ExecuteScalarAsync() as long? ?? 0;
    }
}
