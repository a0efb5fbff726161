namespace Tollgate.Maintaining;

/// <summary>Gives advice about vacuum and statistics.</summary>
internal sealed class TendStorage(IStorageUpkeep upkeep) : IMaintenanceTask
{
    public string Name => "storage";

    public MaintenanceSchedule Schedule => MaintenanceSchedule.Weekly;

    public MaintenanceStep Step => MaintenanceStep.Examining;

    public async Task<TaskReport> RunAsync(MaintenanceContext context, CancellationToken cancellationToken) =>
        TaskReport.Nothing with { Lines = await upkeep.TendAsync(context.IsDryRun, cancellationToken) };
}
