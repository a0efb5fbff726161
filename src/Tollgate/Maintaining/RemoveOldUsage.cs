using System.Globalization;
using Microsoft.Extensions.Options;
using Tollgate.Aggregating;
using Tollgate.Recording;

namespace Tollgate.Maintaining;

/// <summary>Removes recorded usage past its retention, by whole UTC days, but never a day with an hour that is not summed up yet.</summary>
internal sealed class RemoveOldUsage(IUsageStore store, IOptions<MaintainingOptions> options, IUsageSummaryStore? sums = null) : IMaintenanceTask
{
    public string Name => "recorded usage";

    public MaintenanceSchedule Schedule => MaintenanceSchedule.Daily;

    public MaintenanceStep Step => MaintenanceStep.Cleaning;

    public async Task<TaskReport> RunAsync(MaintenanceContext context, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        var firstKept = await FirstKeptAsync(context, lines, cancellationToken);
        var dropped = context.IsDryRun
            ? await store.CountOlderThanAsync(firstKept, cancellationToken)
            : await store.DropOlderThanAsync(firstKept, cancellationToken);
        if (dropped.Postponed > 0)
        {
            lines.Add($"{dropped.Postponed} partitions are being read and wait for the next run.");
        }

        return new TaskReport(dropped.Rows, dropped.Partitions, dropped.Bytes, lines);
    }

    /// <summary>The first day that stays. A dry run takes it that the summing before it will do its work.</summary>
    private async Task<DateOnly> FirstKeptAsync(MaintenanceContext context, List<string> lines, CancellationToken cancellationToken)
    {
        var due = DateOnly.FromDateTime((context.Now - options.Value.UsageEvents).UtcDateTime);
        if (sums is null || context.IsDryRun || (await sums.FindUnsummedAsync(cancellationToken)).Hours is not [var first, ..])
        {
            return due;
        }

        var oldest = DateTimeOffset.FromUnixTimeMilliseconds(first).UtcDateTime;
        if (DateOnly.FromDateTime(oldest) >= due)
        {
            return due;
        }

        lines.Add(string.Create(
            CultureInfo.InvariantCulture, $"Usage from {oldest:yyyy-MM-dd} on stays: the hour {oldest:yyyy-MM-dd HH}:00 UTC is not summed up yet."));
        return DateOnly.FromDateTime(oldest);
    }
}
