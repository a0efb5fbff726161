using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.Administering;
using Tollgate.Aggregating;
using Tollgate.Billing.Crediting;
using Tollgate.Billing.Metering;
using Tollgate.Maintaining;
using Tollgate.Notifying;
using Tollgate.Recording;
using Tollgate.Watching;

namespace Tollgate.Hosting;

/// <summary>Registers the maintenance jobs; what they clean up comes with the database.</summary>
internal static class MaintainingServices
{
    public static IServiceCollection AddTollgateMaintaining(this IServiceCollection services)
    {
        services.TryAddSingleton(static provider => new MaintenanceTasks(
            [.. provider.GetServices<IMaintenanceTask>(), .. TasksOf(provider)],
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<MaintenanceTasks>>()));
        services.TryAddSingleton(static provider => new MaintenanceRunner(
            provider.GetRequiredService<MaintenanceTasks>(),
            provider.GetRequiredService<IJobHistory>(),
            provider.GetRequiredService<IJobLocks>(),
            provider.GetRequiredService<NodeIdentity>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<MaintenanceRunner>>()));
        return services;
    }

    /// <summary>The tasks for which the database has what they need.</summary>
    private static IEnumerable<IMaintenanceTask> TasksOf(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<MaintainingOptions>>();
        foreach (var rows in provider.GetServices<IStaleRows>())
        {
            yield return new RemoveStaleRows(rows, options, provider.GetRequiredService<TimeProvider>());
        }

        if (provider.GetService<SumUsage>() is { } summing)
        {
            yield return new SumRecordedUsage(summing, MaintenanceSchedule.Hourly);
            yield return new SumRecordedUsage(summing, MaintenanceSchedule.Daily);
        }

        if (provider.GetService<IMeteringStore>() is not null)
        {
            yield return new SyncMeteredUsage(provider.GetRequiredService<SyncMetering>(), provider.GetRequiredService<VerifyMetering>());
        }

        if (provider.GetService<IUsageSummaryStore>() is { } sums)
        {
            foreach (var grain in Enum.GetValues<SummaryGrain>())
            {
                yield return new RemoveOldSummaries(sums, grain, options, provider.GetService<IMeteringStore>());
            }
        }

        if (provider.GetService<IUsageStore>() is { } usage)
        {
            yield return new RemoveOldUsage(usage, options, provider.GetService<IUsageSummaryStore>());
        }

        if (provider.GetService<IAlertStore>() is { } alerts && provider.GetService<INotificationStore>() is { } notifications)
        {
            yield return new RemoveOldAlerts(alerts, notifications, options);
        }

        if (provider.GetService<ICreditStore>() is { } credits)
        {
            yield return new ExpireCredits(credits);
        }

        if (provider.GetService<IStorageUpkeep>() is { } upkeep)
        {
            yield return new TendStorage(upkeep);
        }

        if (provider.GetService<IRecordedUnits>() is not null && provider.GetRequiredService<IOptions<RecordingOptions>>().Value.Enabled)
        {
            yield return new ReconcileRecordedUsage(provider.GetRequiredService<ReconcileUsage>());
        }

        if (provider.GetService<IDatabaseDoctor>() is { } doctor)
        {
            yield return new ReportHealth(doctor);
        }
    }
}
