using System.Globalization;
using Tollgate.Aggregating;

namespace Tollgate.Maintaining;

/// <summary>Sums recorded usage into hours and days, before anything of it is removed.</summary>
/// <param name="summing">Does the work, which is as harmless beside the gateway's own summing as when repeated.</param>
/// <param name="schedule">Hourly or daily.</param>
internal sealed class SumRecordedUsage(SumUsage summing, MaintenanceSchedule schedule) : IMaintenanceTask
{
    public string Name => "usage summaries";

    public MaintenanceSchedule Schedule => schedule;

    public MaintenanceStep Step => MaintenanceStep.Summing;

    public async Task<TaskReport> RunAsync(MaintenanceContext context, CancellationToken cancellationToken)
    {
        if (context.IsDryRun)
        {
            var unsummed = await summing.PreviewAsync(cancellationToken);
            return TaskReport.Nothing with { Lines = LinesOf("Would sum", unsummed.Hours.Count, unsummed.Days.Count, 0) };
        }

        var summed = await summing.RunAsync(context.ReportProgress, cancellationToken);
        return TaskReport.OfRows(summed.Rows) with { Lines = LinesOf("Summed", summed.Hours, summed.Days, summed.TooLate) };
    }

    private static List<string> LinesOf(string verb, int hours, int days, int tooLate)
    {
        var lines = new List<string>();
        if (hours > 0 || days > 0)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{verb}: hours {hours:N0}, days {days:N0}."));
        }

        if (tooLate > 0)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"Hours that got events after their day had been removed, which are not in the sums: {tooLate:N0}."));
        }

        return lines;
    }
}
