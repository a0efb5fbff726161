using Npgsql;
using Tollgate.Postgres.Statements;

namespace Tollgate.Postgres.Aggregating;

/// <summary>Makes the pool of whoever sums: a few connections, with room to group and sort.</summary>
internal static class SummaryConnections
{
    /// <summary>Hours or days that are summed at once.</summary>
    public const int Summing = 2;

    private const int Reading = 2;

    public static NpgsqlDataSource Create(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        var settings = builder.ConnectionStringBuilder;
        settings.ApplicationName = "tollgate-summaries";
        settings.Pooling = true;
        settings.MinPoolSize = 0;
        settings.MaxPoolSize = Summing + Reading; // reports do not wait for an hour to be summed
        settings.NoResetOnClose = true; // keeps the session's table and aggregate
        settings.Multiplexing = false;
        settings.Enlist = false;
        settings.CommandTimeout = 910; // after the server's own statement_timeout, so that its answer is heard
        builder.UsePhysicalConnectionInitializer(Prepare, PrepareAsync);
        return builder.Build();
    }

    private static void Prepare(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(SummingStatements.Session, connection);
        command.ExecuteNonQuery();
    }

    private static async Task PrepareAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(SummingStatements.Session, connection);
        await command.ExecuteNonQueryAsync();
    }
}
