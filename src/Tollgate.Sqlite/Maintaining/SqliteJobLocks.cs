using Tollgate.EntityFrameworkCore.Maintaining;
using Tollgate.Maintaining;
using Tollgate.Sqlite.Statements;

namespace Tollgate.Sqlite.Maintaining;

/// <summary>Locks as rows with an end that their holder moves on; one whose holder died is free after <see cref="SqliteJobLock.Term"/>.</summary>
internal sealed class SqliteJobLocks(MaintenanceDatabase database, TimeProvider time) : IJobLocks
{
    public async Task<IJobLock?> TryTakeAsync(MaintenanceSchedule job, CancellationToken cancellationToken)
    {
        var holder = Guid.NewGuid().ToString("n");
        var now = time.GetUtcNow();
        var taken = await database.ExecuteAsync(
            JobLockStatements.TryTake,
            cancellationToken,
            ("@job", job.ToString()),
            ("@holder", holder),
            ("@now", now.ToUnixTimeMilliseconds()),
            ("@until", (now + SqliteJobLock.Term).ToUnixTimeMilliseconds()));
        return taken > 0 ? new SqliteJobLock(database, job, holder, time) : null;
    }
}
