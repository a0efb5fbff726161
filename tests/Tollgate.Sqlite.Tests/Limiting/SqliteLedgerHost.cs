using Microsoft.Data.Sqlite;
using Tollgate.Limiting;
using Tollgate.Sqlite.Limiting;
using Tollgate.Sqlite.Migrations;
using Tollgate.Testing.Limiting;

namespace Tollgate.Sqlite.Tests.Limiting;

/// <summary>One database file with the ledger's tables for a test class.</summary>
public sealed class SqliteLedgerHost : ILedgerHost, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tollgate-sqlite-");

    public SqliteLedgerHost()
    {
        Path = System.IO.Path.Combine(_folder.FullName, "tollgate.db");
        using var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = LedgerTable.Create + LedgerTable.CreateView + LedgerTable.CreateNodes + LedgerTable.AddCredits + LedgerTable.CreateViewWithCredits;
        command.ExecuteNonQuery();
    }

    public string Path { get; }

    public string ConnectionString => $"Data Source={Path};Pooling=False";

    public ValueTask<IQuotaLedger> OpenAsync(Func<long>? clock) =>
        ValueTask.FromResult<IQuotaLedger>(new SqliteQuotaLedger(Path, clock is null ? TimeProvider.System : new LambdaTime(clock)));

    public async Task<string?> VersionAsync(string subject, string scope)
    {
        await using var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "select updated_at from rate_limit_ledger where subject = $subject and scope = $scope";
        command.Parameters.AddWithValue("$subject", subject);
        command.Parameters.AddWithValue("$scope", scope);
        return (await command.ExecuteScalarAsync())?.ToString();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private sealed class LambdaTime(Func<long> clock) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(clock());
    }
}
