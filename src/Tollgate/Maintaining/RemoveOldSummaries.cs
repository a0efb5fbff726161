using Microsoft.Extensions.Options;
using Tollgate.Aggregating;
using Tollgate.Billing.Metering;

namespace Tollgate.Maintaining;

/// <summary>Removes sums of one grain that are past their retention. Hours of a period that is still billed by usage stay: its bill is worked out from them.</summary>
internal sealed class RemoveOldSummaries(
    IUsageSummaryStore store, SummaryGrain grain, IOptions<MaintainingOptions> options, IMeteringStore? metering = null) : IMaintenanceTask
{
    public string Name => grain switch
    {
        SummaryGrain.Hour => "hourly summaries",
        SummaryGrain.Day => "daily summaries",
        _ => "monthly summaries",
    };

    public MaintenanceSchedule Schedule => MaintenanceSchedule.Daily;

    public MaintenanceStep Step => MaintenanceStep.Cleaning;

    public async Task<TaskReport> RunAsync(MaintenanceContext context, CancellationToken cancellationToken)
    {
        var retention = grain switch
        {
            SummaryGrain.Hour => options.Value.HourlySummaries,
            SummaryGrain.Day => options.Value.DailySummaries,
            _ => options.Value.MonthlySummaries,
        };
        var before = context.Now - retention;
        if (await FindBilledSinceAsync(cancellationToken) is { } billed && billed < before)
        {
            before = billed;
        }

        var day = new DateTimeOffset(before.UtcDateTime.Date, TimeSpan.Zero); // whole days, so that no day is half there
        return TaskReport.OfRows(await store.DropOlderThanAsync(grain, day.ToUnixTimeMilliseconds(), context.IsDryRun, cancellationToken));
    }

    private async Task<DateTimeOffset?> FindBilledSinceAsync(CancellationToken cancellationToken) =>
        grain == SummaryGrain.Hour && metering is not null ? await metering.FindOldestPeriodAsync(cancellationToken) : null;
}
