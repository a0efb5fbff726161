using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Limiting;
using Tollgate.Sqlite.Limiting;
using Tollgate.Sqlite.Migrations;

namespace Tollgate.Benchmarks.Decisions;

/// <summary>A ledger in a SQLite file of its own, with the durability that production has.</summary>
internal sealed class SqliteLedger : ILedgerUnderTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tollgate-bench-").FullName;

    /// <inheritdoc />
    public string Name => "SQLite";

    private string Connection => $"Data Source={Path.Combine(_folder, "ledger.db")}";

    /// <inheritdoc />
    public async Task AddAsync(IServiceCollection services, CancellationToken cancellationToken)
    {
        await using (var connection = new SqliteConnection(Connection))
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = LedgerTable.Create + LedgerTable.AddCredits;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        services.AddSingleton<IQuotaLedger>(new SqliteQuotaLedger(Path.Combine(_folder, "ledger.db"), TimeProvider.System));
        services.PostConfigure<LimitingOptions>(o => o.Writers = 1);
    }

    /// <inheritdoc />
    public Task<long?> CountStatementsAsync(CancellationToken cancellationToken) => Task.FromResult<long?>(null);

    /// <inheritdoc />
    public async Task<long> UsedAsync(CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(Connection);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "select coalesce(sum(used_4), 0) from rate_limit_ledger";
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
