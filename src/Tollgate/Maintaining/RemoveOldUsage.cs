using System.Globalization;
using Microsoft.Extensions.Options;
using Tollgate.Recording;

namespace Tollgate.Maintaining;

/// <summary>Removes recorded usage past its retention, by whole UTC days, but never a day with an hour that is not summed up yet.</summary>
internal sealed class RemoveOldUsage(IUsageStore store, IOptions<MaintainingOptions> options, IUnsummedUsage? unsummed = null) : IMaintenanceTask
{
    public string Name => "recorded usage";

    public MaintenanceSchedule Schedule => MaintenanceSchedule.Daily;

    public MaintenanceStep Step => MaintenanceStep.Cleaning;

    public async Task<TaskReport> RunAsync(MaintenanceContext context, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        var firstKept = await FirstKeptAsync(context.Now, lines, cancellationToken);
        var dropped = context.IsDryRun
            ? await store.CountOlderThanAsync(firstKept, cancellationToken)
            : await store.DropOlderThanAsync(firstKept, cancellationToken);
        if (dropped.Postponed > 0)
        {
            lines.Add($"{dropped.Postponed} partitions are being read and wait for the next run.");
        }

        return new TaskReport(dropped.Rows, dropped.Partitions, dropped.Bytes, lines);
    }

    private async Task<DateOnly> FirstKeptAsync(DateTimeOffset now, List<string> lines, CancellationToken cancellationToken)
    {
        var due = DateOnly.FromDateTime((now - options.Value.UsageEvents).UtcDateTime);
        if (unsummed is null || await unsummed.OldestAsync(cancellationToken) is not { } oldest)
        {
            return due;
        }

        var oldestDay = DateOnly.FromDateTime(oldest.UtcDateTime);
        if (oldestDay >= due)
        {
            return due;
        }

        lines.Add(string.Create(
            CultureInfo.InvariantCulture, $"Usage from {oldestDay:yyyy-MM-dd} on stays: the hour {oldest.UtcDateTime:yyyy-MM-dd HH}:00 UTC is not summed up yet."));
        return oldestDay;
    }
}
