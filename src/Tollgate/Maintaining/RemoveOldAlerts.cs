using Microsoft.Extensions.Options;
using Tollgate.Notifying;
using Tollgate.Watching;

namespace Tollgate.Maintaining;

/// <summary>Removes alerts that were resolved long ago, and notifications that were sent or given up as long ago.</summary>
internal sealed class RemoveOldAlerts(IAlertStore alerts, INotificationStore notifications, IOptions<MaintainingOptions> options) : IMaintenanceTask
{
    public string Name => "resolved alerts";

    public MaintenanceSchedule Schedule => MaintenanceSchedule.Daily;

    public MaintenanceStep Step => MaintenanceStep.Cleaning;

    public async Task<TaskReport> RunAsync(MaintenanceContext context, CancellationToken cancellationToken)
    {
        var before = context.Now - options.Value.ResolvedAlerts;
        return TaskReport.OfRows(context.IsDryRun
            ? await alerts.CountResolvedBeforeAsync(before, cancellationToken) + await notifications.CountBeforeAsync(before, cancellationToken)
            : await alerts.DropResolvedBeforeAsync(before, cancellationToken) + await notifications.DropBeforeAsync(before, cancellationToken));
    }
}
