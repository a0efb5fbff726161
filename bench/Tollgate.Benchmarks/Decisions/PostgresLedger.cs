using Microsoft.Extensions.DependencyInjection;
using Tollgate.Benchmarks.Servers;
using Tollgate.Postgres.Hosting;
using Tollgate.Postgres.Migrations;

namespace Tollgate.Benchmarks.Decisions;

/// <summary>A ledger in PostgreSQL with fsync, in a database of its own.</summary>
internal sealed class PostgresLedger(DatabaseServer server, string database) : ILedgerUnderTest
{
    private string _connection = "";

    /// <inheritdoc />
    public string Name => "PostgreSQL";

    /// <inheritdoc />
    public async Task AddAsync(IServiceCollection services, CancellationToken cancellationToken)
    {
        _connection = await server.CreateDatabaseAsync(database, cancellationToken);
        await server.ExecuteAsync(_connection, LedgerTable.Create + LedgerTable.AddCredits, cancellationToken);
        services.AddPostgresLedger(_connection);
    }

    /// <inheritdoc />
    public Task<long?> CountStatementsAsync(CancellationToken cancellationToken) => server.CountStatementsAsync(_connection, cancellationToken);

    /// <inheritdoc />
    public Task<long> UsedAsync(CancellationToken cancellationToken) =>
        server.QueryAsync(_connection, "select coalesce(sum(used_4), 0)::bigint from rate_limit_ledger", cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
