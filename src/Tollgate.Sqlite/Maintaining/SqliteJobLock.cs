using Microsoft.Data.Sqlite;
using Tollgate.EntityFrameworkCore.Maintaining;
using Tollgate.Maintaining;
using Tollgate.Sqlite.Statements;

namespace Tollgate.Sqlite.Maintaining;

/// <summary>A held lock, renewed every few seconds; lost when somebody took it, or when it could not be renewed in time.</summary>
internal sealed class SqliteJobLock : IJobLock
{
    /// <summary>How long a lock is held without being renewed.</summary>
    public static readonly TimeSpan Term = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(4);

    private readonly MaintenanceDatabase _database;
    private readonly MaintenanceSchedule _job;
    private readonly string _holder;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _released = new();
    private readonly Task _renewing;
    private long _renewedAt;

    public SqliteJobLock(MaintenanceDatabase database, MaintenanceSchedule job, string holder, TimeProvider time)
    {
        (_database, _job, _holder, _time) = (database, job, holder, time);
        _renewedAt = time.GetTimestamp();
        _renewing = RenewAsync();
    }

    public CancellationToken Lost => _lost.Token;

    public async ValueTask DisposeAsync()
    {
        await _released.CancelAsync();
        await _renewing;
        try
        {
            await _database.ExecuteAsync(JobLockStatements.Release, CancellationToken.None, ("@job", _job.ToString()), ("@holder", _holder));
        }
        catch (SqliteException)
        {
            // It ends by itself.
        }

        _lost.Dispose();
        _released.Dispose();
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_released.Token))
            {
                if (!await TryRenewAsync())
                {
                    await _lost.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // let go
        }
    }

    private async Task<bool> TryRenewAsync()
    {
        try
        {
            var until = (_time.GetUtcNow() + Term).ToUnixTimeMilliseconds();
            var renewed = await _database.ExecuteAsync(
                JobLockStatements.Renew, CancellationToken.None, ("@job", _job.ToString()), ("@holder", _holder), ("@until", until));
            _renewedAt = _time.GetTimestamp();
            return renewed > 0;
        }
        catch (SqliteException)
        {
            return _time.GetElapsedTime(_renewedAt) < Term - (2 * Interval); // somebody else writes for long; there is time left
        }
    }
}
