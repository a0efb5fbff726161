using System.Globalization;
using Microsoft.Data.Sqlite;
using Tollgate.Administering;
using Tollgate.Sqlite.Limiting;
using Tollgate.Sqlite.Statements;

namespace Tollgate.Sqlite.Administering;

/// <summary>Looks a SQLite database over.</summary>
/// <param name="connectionString">The database: a path or a connection string.</param>
/// <param name="time">The clock that heartbeats are compared with.</param>
public sealed class SqliteDoctor(string connectionString, TimeProvider time) : IDatabaseDoctor
{
    private readonly SqliteConnectionStringBuilder _settings = new(LedgerFile.ConnectionString(connectionString)) { Mode = SqliteOpenMode.ReadWrite };

    /// <inheritdoc />
    public Task<IReadOnlyList<Finding>> ExamineAsync(CancellationToken cancellationToken) =>
        Task.Run(() => Examine(path => SqliteDiagnosis.Of(ReadFacts(path), path)), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<Finding>> CheckPromiseAsync(CancellationToken cancellationToken) => Task.Run(() => Examine(CheckPromise), cancellationToken);

    private IReadOnlyList<Finding> Examine(Func<string, IEnumerable<Finding>> examine)
    {
        var path = Path.GetFullPath(_settings.DataSource);
        if (!File.Exists(path))
        {
            return [new("file", Severity.Problem, $"{path} does not exist.", "Check the path, or create the database by bringing its schema up to date.")];
        }

        try
        {
            return [new("file", Severity.Ok, $"{path}."), .. examine(path)];
        }
        catch (SqliteException error)
        {
            return [new("file", Severity.Problem, $"{path} could not be examined: {error.Message}", "Check that it is a SQLite database, that this user may write to it and its folder, and that nothing locks it.")];
        }
    }

    private List<Finding> CheckPromise(string path)
    {
        using var connection = new SqliteConnection(_settings.ConnectionString);
        connection.Open();
        return
        [
            .. SqliteDiagnosis.OfPromise(
                Text(connection, DoctorStatements.JournalMode), Number(connection, DoctorStatements.Synchronous), PermissionsOf(path), path),
        ];
    }

    private static UnixFileMode PermissionsOf(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);

    private SqliteFacts ReadFacts(string path)
    {
        using var connection = new SqliteConnection(_settings.ConnectionString);
        connection.Open();
        var hasSchema = Number(connection, DoctorStatements.HasSchema) == 2;
        return new SqliteFacts(
            Text(connection, DoctorStatements.Version),
            Text(connection, DoctorStatements.JournalMode),
            Number(connection, DoctorStatements.Synchronous),
            Text(connection, DoctorStatements.QuickCheck),
            PermissionsOf(path),
            Number(connection, DoctorStatements.Bytes),
            Number(connection, DoctorStatements.FreeBytes),
            new FileInfo(path + "-wal") is { Exists: true, Length: var length } ? length : 0,
            hasSchema ? Number(connection, DoctorStatements.LedgerRows) : null,
            hasSchema ? Number(connection, DoctorStatements.NodesAlive) : null);
    }

    private long Number(SqliteConnection connection, string text) => Convert.ToInt64(Scalar(connection, text), CultureInfo.InvariantCulture);

    private string Text(SqliteConnection connection, string text) => Scalar(connection, text)?.ToString() ?? "";

    private object? Scalar(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.Parameters.AddWithValue("$now", time.GetUtcNow().ToUnixTimeMilliseconds());
        return command.ExecuteScalar();
    }
}
