using Npgsql;
using Tollgate.Postgres.Statements;

namespace Tollgate.Postgres.Recording;

/// <summary>Makes the recorder's own pool: one connection that stores, one that changes partitions.</summary>
internal static class UsageConnections
{
    public static NpgsqlDataSource Create(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString) { Name = "tollgate-usage" };
        var settings = builder.ConnectionStringBuilder;
        settings.ApplicationName = "tollgate-usage";
        settings.Pooling = true;
        settings.MinPoolSize = 0;
        settings.MaxPoolSize = 2;
        settings.NoResetOnClose = true; // keeps the staging table
        settings.Multiplexing = false;
        settings.Enlist = false;
        settings.Timeout = 5;
        settings.CommandTimeout = 65; // after the server's own statement_timeout, so that its answer is heard
        builder.UsePhysicalConnectionInitializer(Prepare, PrepareAsync);
        return builder.Build();
    }

    private static void Prepare(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(UsageStatements.Session, connection);
        command.ExecuteNonQuery();
    }

    private static async Task PrepareAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(UsageStatements.Session, connection);
        await command.ExecuteNonQueryAsync();
    }
}
