using Microsoft.Extensions.Options;
using Tollgate.Aggregating;

namespace Tollgate.Maintaining;

/// <summary>Removes sums of one grain that are past their retention.</summary>
internal sealed class RemoveOldSummaries(IUsageSummaryStore store, SummaryGrain grain, IOptions<MaintainingOptions> options) : IMaintenanceTask
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
        var day = new DateTimeOffset((context.Now - retention).UtcDateTime.Date, TimeSpan.Zero); // whole days, so that no day is half there
        return TaskReport.OfRows(await store.DropOlderThanAsync(grain, day.ToUnixTimeMilliseconds(), context.IsDryRun, cancellationToken));
    }
}
