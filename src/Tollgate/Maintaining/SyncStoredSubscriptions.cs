using System.Globalization;
using Tollgate.Billing;

namespace Tollgate.Maintaining;

/// <summary>Compares all subscriptions with the payment provider at night, and repairs what is stored otherwise.</summary>
internal sealed class SyncStoredSubscriptions(SyncSubscriptions sync, IPaymentProvider provider) : IMaintenanceTask
{
    private const int Named = 20;

    public string Name => "subscriptions";

    public MaintenanceSchedule Schedule => MaintenanceSchedule.Daily;

    public MaintenanceStep Step => MaintenanceStep.Reporting;

    public async Task<TaskReport> RunAsync(MaintenanceContext context, CancellationToken cancellationToken)
    {
        if (provider.IsLive is null)
        {
            return TaskReport.Nothing; // no key is configured
        }

        var report = await sync.RunAsync(null, context.IsDryRun, cancellationToken);
        var repaired = report.Drifts.Count(d => d.IsRepaired || context.IsDryRun);
        string[] lines =
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Compared:N0} subscriptions compared with the payment provider: {report.Drifts.Count:N0} were stored otherwise."),
            .. report.Drifts.Take(Named).Select(Line),
        ];
        return TaskReport.OfRows(repaired) with { Lines = lines };
    }

    private static string Line(SubscriptionDrift drift) =>
        $"{drift.Reference}: {string.Join(", ", drift.Differences.Select(d => $"{d.What} {d.Stored ?? "none"} -> {d.AtProvider ?? "none"}"))} ({drift.Result})";
}
