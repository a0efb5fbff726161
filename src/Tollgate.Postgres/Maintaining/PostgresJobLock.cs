using Npgsql;
using Tollgate.Maintaining;
using Tollgate.Postgres.Statements;

namespace Tollgate.Postgres.Maintaining;

/// <summary>A held advisory lock, looked after every few seconds: it is lost when its connection is.</summary>
internal sealed class PostgresJobLock : IJobLock
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly NpgsqlConnection _connection;
    private readonly MaintenanceSchedule _job;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _released = new();
    private readonly Task _watching;

    public PostgresJobLock(NpgsqlConnection connection, MaintenanceSchedule job, TimeProvider time)
    {
        (_connection, _job, _time) = (connection, job, time);
        _watching = WatchAsync();
    }

    public CancellationToken Lost => _lost.Token;

    public async ValueTask DisposeAsync()
    {
        await _released.CancelAsync();
        await _watching;
        try
        {
            using var patience = new CancellationTokenSource(Patience, _time);
            await PostgresJobLocks.RunAsync(_connection, JobLockStatements.Release, _job, patience.Token);
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException or InvalidOperationException)
        {
            NpgsqlConnection.ClearPool(_connection); // the session must end, or it keeps the lock
        }

        await _connection.DisposeAsync();
        _lost.Dispose();
        _released.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_released.Token))
            {
                using var patience = new CancellationTokenSource(Patience, _time);
                await using var command = new NpgsqlCommand(JobLockStatements.Ping, _connection);
                await command.ExecuteNonQueryAsync(patience.Token);
            }
        }
        catch (OperationCanceledException) when (_released.IsCancellationRequested)
        {
            // let go
        }
#pragma warning disable CA1031 // Whatever it is, the connection is of no use, and with it the lock is gone.
        catch (Exception)
#pragma warning restore CA1031
        {
            await _lost.CancelAsync();
        }
    }
}
