using Microsoft.Extensions.Options;
using Quartz;
using Tollgate.Maintaining;

namespace Tollgate.Server.Maintaining;

/// <summary>Brings the configured schedules into Quartz's store.</summary>
/// <remarks>
/// A schedule that is there already stays untouched: replacing it, as Quartz's own registration does at every start, forgets the firing
/// that is due while a node comes.
/// </remarks>
internal sealed class JobSchedules(IOptions<MaintainingOptions> options, TimeProvider time)
{
    /// <summary>Adds, changes and removes schedules as configured.</summary>
    public async Task StoreAsync(IScheduler scheduler, CancellationToken cancellationToken)
    {
        foreach (var job in Enum.GetValues<MaintenanceSchedule>())
        {
            await StoreAsync(scheduler, job, cancellationToken);
        }
    }

    private async Task StoreAsync(IScheduler scheduler, MaintenanceSchedule job, CancellationToken cancellationToken)
    {
        var key = new TriggerKey(job.ToString());
        var stored = await scheduler.GetTrigger(key, cancellationToken);
        if (options.Value.CronOf(job) is not { } cron)
        {
            await scheduler.UnscheduleJob(key, cancellationToken);
        }
        else if (stored is null)
        {
            await AddAsync(scheduler, job, TriggerOf(key, cron), cancellationToken);
        }
        else if ((stored as ICronTrigger)?.CronExpressionString != new CronExpression(cron).CronExpressionString)
        {
            await scheduler.RescheduleJob(key, TriggerOf(key, cron), cancellationToken);
        }
    }

    private static async Task AddAsync(IScheduler scheduler, MaintenanceSchedule job, ITrigger trigger, CancellationToken cancellationToken)
    {
        try
        {
            var detail = JobBuilder.Create<MaintenanceJob>().WithIdentity(job.ToString()).Build();
            await scheduler.ScheduleJob(detail, trigger, cancellationToken: cancellationToken);
        }
        catch (ObjectAlreadyExistsException)
        {
            // Another node was faster.
        }
    }

    private ITrigger TriggerOf(TriggerKey key, string cron) => TriggerBuilder.Create(time)
        .WithIdentity(key)
        .WithCronSchedule(cron, schedule => schedule.InTimeZone(TimeZoneInfo.Utc).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed))
        .Build();
}
