using Npgsql;
using Tollgate.Maintaining;
using Tollgate.Postgres.Statements;

namespace Tollgate.Postgres.Maintaining;

/// <summary>Advisory locks of the session: the server lets them go when the node's connection ends, however that happens.</summary>
internal sealed class PostgresJobLocks(NpgsqlDataSource source, TimeProvider time) : IJobLocks
{
    public async Task<IJobLock?> TryTakeAsync(MaintenanceSchedule job, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            if (await RunAsync(connection, JobLockStatements.TryTake, job, cancellationToken))
            {
                return new PostgresJobLock(connection, job, time);
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    /// <summary>Runs a statement on a job's lock.</summary>
    internal static async Task<bool> RunAsync(NpgsqlConnection connection, string text, MaintenanceSchedule job, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(text, connection);
        command.Parameters.AddWithValue("job", (int)job);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }
}
