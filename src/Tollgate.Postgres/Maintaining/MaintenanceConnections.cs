using System.Data.Common;
using Npgsql;
using Tollgate.Postgres.Statements;

namespace Tollgate.Postgres.Maintaining;

/// <summary>Makes the pool of maintenance: a connection per job that runs here, which holds its lock, and one that works.</summary>
internal static class MaintenanceConnections
{
    /// <summary>What the sessions are called in pg_stat_activity.</summary>
    public const string ApplicationName = "tollgate-maintenance";

    public static NpgsqlDataSource Create(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        var settings = builder.ConnectionStringBuilder;
        settings.ApplicationName = ApplicationName;
        settings.Pooling = true;
        settings.MinPoolSize = 0;
        settings.MaxPoolSize = 6;
        settings.NoResetOnClose = true; // the lock is let go by name
        settings.Multiplexing = false;
        settings.Enlist = false;
        settings.Timeout = 5;
        settings.KeepAlive = 10; // a lock's connection is idle for long
        settings.CommandTimeout = 65; // after the server's own statement_timeout, so that its answer is heard
        builder.UsePhysicalConnectionInitializer(Prepare, PrepareAsync);
        return builder.Build();
    }

    /// <summary>Opens a connection.</summary>
    public static async Task<DbConnection> OpenAsync(NpgsqlDataSource source, CancellationToken cancellationToken) =>
        await source.OpenConnectionAsync(cancellationToken);

    private static void Prepare(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(MaintenanceStatements.Session, connection);
        command.ExecuteNonQuery();
    }

    private static async Task PrepareAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(MaintenanceStatements.Session, connection);
        await command.ExecuteNonQueryAsync();
    }
}
