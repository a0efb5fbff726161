using Microsoft.Extensions.Options;
using Tollgate.Maintaining;

namespace Tollgate.Server.Maintaining;

/// <summary>Looks after the jobs: runs of nodes that died are picked up, and a firing that nobody ran is run once.</summary>
internal sealed class JobCare(
    MaintenanceRunner runner, IJobHistory history, IOptions<MaintainingOptions> options, TimeProvider time, ILogger<JobCare> logger)
{
    /// <summary>How long a firing may be late before it counts as missed.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>Looks at every job once. Never fails, unless cancelled.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var job in Enum.GetValues<MaintenanceSchedule>())
        {
            try
            {
                await runner.PickUpAsync(job, cancellationToken);
                await CatchUpAsync(job, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
#pragma warning disable CA1031 // The database may be away.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.NotLookedAfter(logger, job, exception);
            }
        }
    }

    /// <summary>Of several firings that were missed one run is enough: each does all that is due.</summary>
    private async Task CatchUpAsync(MaintenanceSchedule job, CancellationToken cancellationToken)
    {
        if (options.Value.CronOf(job) is not { } cron || new CronTimes(cron).LatestAt(time.GetUtcNow() - Grace) is not { } due)
        {
            return;
        }

        // What was due before this database had any jobs was not missed.
        if (await history.BeginningAsync(cancellationToken) is not { } beginning || due < beginning
            || await history.HasRunSinceAsync(job, due, cancellationToken))
        {
            return;
        }

        Log.CatchingUp(logger, job, due);
        await runner.RunScheduledAsync(job, due, cancellationToken);
    }
}
