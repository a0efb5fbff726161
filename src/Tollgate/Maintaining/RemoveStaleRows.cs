using Microsoft.Extensions.Options;

namespace Tollgate.Maintaining;

/// <summary>Removes the stale rows of one kind, step by step.</summary>
internal sealed class RemoveStaleRows(IStaleRows rows, IOptions<MaintainingOptions> options, TimeProvider time) : IMaintenanceTask
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(10);

    public string Name => rows.Kind.Name;

    public MaintenanceSchedule Schedule => rows.Kind.Schedule;

    public MaintenanceStep Step => MaintenanceStep.Cleaning;

    public async Task<TaskReport> RunAsync(MaintenanceContext context, CancellationToken cancellationToken)
    {
        var before = context.Now - rows.Kind.Retention(options.Value);
        var expected = await rows.CountAsync(before, cancellationToken);
        if (context.IsDryRun || expected == 0)
        {
            return TaskReport.OfRows(expected);
        }

        var removed = 0L;
        await foreach (var step in rows.RemoveAsync(before, cancellationToken))
        {
            removed += step;
            context.ReportProgress((double)removed / expected);
            await Task.Delay(Breath, time, cancellationToken); // lets waiting writers in
        }

        return TaskReport.OfRows(removed);
    }
}
