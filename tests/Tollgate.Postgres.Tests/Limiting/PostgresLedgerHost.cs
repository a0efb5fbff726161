using Npgsql;
using Tollgate.Limiting;
using Tollgate.Postgres.Limiting;
using Tollgate.Postgres.Migrations;
using Tollgate.Testing;
using Tollgate.Testing.Limiting;

namespace Tollgate.Postgres.Tests.Limiting;

/// <summary>One database with the ledger's tables for a test class, created when the first test asks for it.</summary>
public sealed class PostgresLedgerHost(PostgresServer server) : ILedgerHost, IAsyncDisposable
{
    private readonly SemaphoreSlim _creating = new(1);
    private string? _connectionString;
    private string _options = "";
    private int _leastPlain = PlainAsks.DefaultLeast;

    public async ValueTask<IQuotaLedger> OpenAsync(Func<long>? clock) =>
        new PostgresQuotaLedger(await ConnectionStringAsync() + _options, maxConnections: 16, clock, _leastPlain);

    /// <summary>Spares the flush of every commit: for long sequences that are not about durability.</summary>
    public PostgresLedgerHost WithoutFlush()
    {
        _options = ";Options=-c synchronous_commit=off";
        return this;
    }

    /// <summary>Has the statement for plain asks try every batch that is nothing else, however small.</summary>
    public PostgresLedgerHost WithPlainAsksFirst()
    {
        _leastPlain = 1;
        return this;
    }

    public async Task<string?> VersionAsync(string subject, string scope)
    {
        await using var source = NpgsqlDataSource.Create(await ConnectionStringAsync());
        await using var command = source.CreateCommand("select xmin::text || ctid::text from rate_limit_ledger where subject = $1 and scope = $2");
        command.Parameters.AddWithValue(subject);
        command.Parameters.AddWithValue(scope);
        return (string?)await command.ExecuteScalarAsync();
    }

    public async Task<string> ConnectionStringAsync()
    {
        await _creating.WaitAsync();
        try
        {
            return _connectionString ??= await CreateAsync();
        }
        finally
        {
            _creating.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        _creating.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> CreateAsync()
    {
        var connectionString = await server.CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(LedgerTable.Create + LedgerTable.CreateView + LedgerTable.CreateNodes + LedgerTable.AddCredits + LedgerTable.CreateViewWithCredits);
        await command.ExecuteNonQueryAsync();
        return connectionString;
    }
}
