using Npgsql;
using Tollgate.Postgres.Statements;

namespace Tollgate.Postgres.Aggregating;

/// <summary>Makes the pool of whoever sums: a connection or two, with room to sort.</summary>
internal static class SummaryConnections
{
    public static NpgsqlDataSource Create(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        var settings = builder.ConnectionStringBuilder;
        settings.ApplicationName = "tollgate-summaries";
        settings.Pooling = true;
        settings.MinPoolSize = 0;
        settings.MaxPoolSize = 2;
        settings.NoResetOnClose = true; // keeps the session's table
        settings.Multiplexing = false;
        settings.Enlist = false;
        settings.CommandTimeout = 910; // after the server's own statement_timeout, so that its answer is heard
        builder.UsePhysicalConnectionInitializer(Prepare, PrepareAsync);
        return builder.Build();
    }

    private static void Prepare(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(SummaryStatements.Session, connection);
        command.ExecuteNonQuery();
    }

    private static async Task PrepareAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(SummaryStatements.Session, connection);
        await command.ExecuteNonQueryAsync();
    }
}
