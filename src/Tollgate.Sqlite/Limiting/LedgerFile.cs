using Microsoft.Data.Sqlite;

namespace Tollgate.Sqlite.Limiting;

/// <summary>Where the ledger's database file is and how it is opened.</summary>
internal static class LedgerFile
{
    /// <summary>Turns a path or a connection string into the connection string of a connection outside the shared pool.</summary>
    public static string ConnectionString(string pathOrConnectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pathOrConnectionString);
        var builder = pathOrConnectionString.Contains('=', StringComparison.Ordinal)
            ? new SqliteConnectionStringBuilder(pathOrConnectionString)
            : new SqliteConnectionStringBuilder { DataSource = pathOrConnectionString };
        builder.Pooling = false;
        builder.DefaultTimeout = 5; // how long another process's lock is waited for
        return builder.ConnectionString;
    }
}
