using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Limiting;
using Tollgate.Sqlite.Limiting;
using Tollgate.Sqlite.Migrations;

namespace Tollgate.Benchmarks;

/// <summary>A durable ledger of its own for a benchmark: the SQLite file that production would use, alone.</summary>
internal static class BenchmarkLedger
{
    /// <summary>Creates the file with the ledger's table and registers the ledger on it.</summary>
    public static async Task AddAsync(IServiceCollection services, string path)
    {
        await using (var connection = new SqliteConnection($"Data Source={path}"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = LedgerTable.Create;
            await command.ExecuteNonQueryAsync();
        }

        services.AddSingleton<IQuotaLedger>(new SqliteQuotaLedger(path, TimeProvider.System));
    }
}
