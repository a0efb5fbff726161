using Microsoft.Extensions.Options;
using Quartz;
using Tollgate.Maintaining;

namespace Tollgate.Server.Maintaining;

/// <summary>What Quartz calls at a firing; the job's key is the name of its schedule.</summary>
[DisallowConcurrentExecution]
internal sealed class MaintenanceJob(
    MaintenanceRunner runner, IOptions<MaintainingOptions> options, TimeProvider time, ILogger<MaintenanceJob> logger) : IJob
{
    /// <inheritdoc />
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var job = Enum.Parse<MaintenanceSchedule>(context.Trigger.JobKey.Name);
        if (options.Value.CronOf(job) is not { } cron
            || new CronTimes(cron).LatestAt(context.ScheduledFireTimeUtc ?? time.GetUtcNow()) is not { } scheduledAt)
        {
            return; // switched off on this node
        }

        try
        {
            await runner.RunScheduledAsync(job, scheduledAt, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The node stops, or lost the job's lock; the run is picked up.
        }
#pragma warning disable CA1031 // The database may be away; whoever looks after the jobs runs what was missed.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.FiringFailed(logger, job, scheduledAt, exception);
        }
    }
}
