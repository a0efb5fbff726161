using Npgsql;
using Tollgate.Postgres.Statements;

namespace Tollgate.Postgres.Limiting;

/// <summary>Makes the ledger's own small pool of connections.</summary>
internal static class LedgerConnections
{
    /// <summary>What the ledger's sessions are called in pg_stat_activity.</summary>
    public const string ApplicationName = "tollgate-ledger";

    public static NpgsqlDataSource Create(string connectionString, int maxConnections, string applicationName = ApplicationName)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConnections, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxConnections, 100);
        var builder = new NpgsqlDataSourceBuilder(connectionString) { Name = applicationName };
        var settings = builder.ConnectionStringBuilder;
        settings.ApplicationName = applicationName;
        settings.Pooling = true;
        settings.MinPoolSize = 0;
        settings.MaxPoolSize = maxConnections;
        settings.NoResetOnClose = true;
        settings.Multiplexing = false;
        settings.Enlist = false;
        settings.Timeout = 5;
        settings.CommandTimeout = 6; // after the server's own statement_timeout, so that its answer is heard
        builder.UsePhysicalConnectionInitializer(Prepare, PrepareAsync);
        return builder.Build();
    }

    private static void Prepare(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(LedgerStatements.Session, connection);
        command.ExecuteNonQuery();
    }

    private static async Task PrepareAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(LedgerStatements.Session, connection);
        await command.ExecuteNonQueryAsync();
    }
}
