using Microsoft.Extensions.Options;
using Quartz;
using Tollgate.Hosting;
using Tollgate.Maintaining;

namespace Tollgate.Server.Maintaining;

/// <summary>Runs Quartz beside the gateway, after it listens, and looks after what it fires.</summary>
internal sealed class MaintenanceWorker(
    ISchedulerFactory schedulers, JobSchedules schedules, JobCare care, IOptions<MaintainingOptions> options, HostStart start,
    TimeProvider time, ILogger<MaintenanceWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled)
        {
            return;
        }

        try
        {
            await start.WaitAsync(stoppingToken);
            stoppingToken.ThrowIfCancellationRequested();
            var scheduler = await ScheduleAsync(stoppingToken);
            try
            {
                using var timer = new PeriodicTimer(Interval, time);
                do
                {
                    await care.LookAsync(stoppingToken);
                }
                while (await timer.WaitForNextTickAsync(stoppingToken));
            }
            finally
            {
                await StopAsync(scheduler);
            }
        }
#pragma warning disable CA1031 // Quartz takes a cancellation for a failure, and tells it as one
        catch (Exception) when (stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            // stopping
        }
    }

    private async Task<IScheduler> ScheduleAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                var scheduler = await schedulers.GetScheduler(stoppingToken);
                await schedules.StoreAsync(scheduler, stoppingToken);
                await scheduler.Start(stoppingToken);
                return scheduler;
            }
#pragma warning disable CA1031 // The database may be away; the node serves without it as far as it can.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Log.NotScheduled(logger, Interval, exception);
                await Task.Delay(Interval, time, stoppingToken);
            }
        }
    }

    /// <summary>Has running jobs stop at their next step, and leaves the cluster.</summary>
    private static async Task StopAsync(IScheduler scheduler)
    {
        try
        {
            await scheduler.Shutdown(true, CancellationToken.None);
        }
#pragma warning disable CA1031 // The database may be away; the other nodes notice that this one is gone.
        catch (Exception)
#pragma warning restore CA1031
        {
            return;
        }
    }
}
