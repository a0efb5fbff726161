using System.Globalization;
using Tollgate.Billing.Metering;

namespace Tollgate.Maintaining;

/// <summary>Bills metered usage, also what came late for closed periods, and compares what was sent of late with the provider's totals.</summary>
internal sealed class SyncMeteredUsage(SyncMetering metering, VerifyMetering verifying) : IMaintenanceTask
{
    public string Name => "billing sync";

    public MaintenanceSchedule Schedule => MaintenanceSchedule.Daily;

    public MaintenanceStep Step => MaintenanceStep.Reporting;

    public async Task<TaskReport> RunAsync(MaintenanceContext context, CancellationToken cancellationToken)
    {
        if (context.IsDryRun)
        {
            var preview = await metering.PreviewAsync(context.ReportProgress, cancellationToken);
            return preview.Planned.Count == 0 && preview.Figures.Waiting == 0
                ? TaskReport.Nothing
                : TaskReport.OfRows(preview.Planned.Count) with
                {
                    Lines = [Text($"Would work out {preview.Planned.Count:N0} meter events of {preview.Planned.Sum(e => e.Units):N0} units; {preview.Figures.Waiting:N0} wait to be sent.")],
                };
        }

        var report = await metering.RunAsync(looksBack: true, share => context.ReportProgress(share * 0.8), cancellationToken);
        var (compared, different) = await verifying.RunAsync(share => context.ReportProgress(0.8 + (share * 0.2)), cancellationToken);
        var lines = new List<string>();
        if (report.Planned.Count > 0 || report.Sent > 0 || report.Figures.Waiting > 0)
        {
            lines.Add(Text($"Worked out {report.Planned.Count:N0} meter events, sent {report.Sent:N0} of {report.SentUnits:N0} units; {report.Figures.Waiting:N0} wait, {report.Failed:N0} failed."));
        }

        if (compared > 0)
        {
            lines.Add(Text($"Compared the provider's totals of {compared:N0} customers and meters: {different:N0} events differ."));
        }

        return TaskReport.OfRows(report.Planned.Count + report.Sent) with { Lines = lines };
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
