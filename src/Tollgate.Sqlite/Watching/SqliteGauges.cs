using Microsoft.Data.Sqlite;
using Tollgate.Sqlite.Limiting;
using Tollgate.Sqlite.Statements;
using Tollgate.Watching;

namespace Tollgate.Sqlite.Watching;

/// <summary>Measures a SQLite file; its readers do not disturb the writer.</summary>
/// <param name="connectionString">The database, migrated: a path or a connection string.</param>
internal sealed class SqliteGauges(string connectionString) : IDatabaseGauges
{
    private readonly string _connectionString = LedgerFile.ConnectionString(connectionString);

    /// <summary>The file has no clock of its own.</summary>
    public Task<TimeSpan> MeasureSkewAsync(CancellationToken cancellationToken) => Task.FromResult(TimeSpan.Zero);

    public Task<long> CountLedgerRowsAsync(CancellationToken cancellationToken) => Task.Run(() => Number(WatchStatements.LedgerRows), cancellationToken);

    public async Task<IReadOnlyList<(string Table, long Bytes)>> MeasureTablesAsync(CancellationToken cancellationToken) =>
        [("The SQLite file", await Task.Run(() => Number(WatchStatements.Bytes), cancellationToken))];

    public Task<IReadOnlyList<(string Standby, TimeSpan Behind)>> MeasureStandbysAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<(string, TimeSpan)>>([]);

    private long Number(string statement)
    {
        using var connection = new SqliteConnection(_connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        return (long)command.ExecuteScalar()!;
    }
}
