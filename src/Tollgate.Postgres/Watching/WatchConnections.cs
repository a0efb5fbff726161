using Npgsql;
using Tollgate.Postgres.Statements;

namespace Tollgate.Postgres.Watching;

/// <summary>Makes the gauges' own connection.</summary>
internal static class WatchConnections
{
    public static NpgsqlDataSource Create(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        var settings = builder.ConnectionStringBuilder;
        settings.ApplicationName = "tollgate-watch";
        settings.Pooling = true;
        settings.MinPoolSize = 0;
        settings.MaxPoolSize = 1;
        settings.NoResetOnClose = true; // keeps the session's settings
        settings.Multiplexing = false;
        settings.Enlist = false;
        settings.Timeout = 5;
        settings.CommandTimeout = 35; // after the server's own statement_timeout, so that its answer is heard
        builder.UsePhysicalConnectionInitializer(Prepare, PrepareAsync);
        return builder.Build();
    }

    private static void Prepare(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(WatchStatements.Session, connection);
        command.ExecuteNonQuery();
    }

    private static async Task PrepareAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(WatchStatements.Session, connection);
        await command.ExecuteNonQueryAsync();
    }
}
