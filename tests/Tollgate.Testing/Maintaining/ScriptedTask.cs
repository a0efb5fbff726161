using Tollgate.Maintaining;

namespace Tollgate.Testing.Maintaining;

/// <summary>A task that does what a test wants.</summary>
public sealed class ScriptedTask(string name, MaintenanceStep step, Func<MaintenanceContext, CancellationToken, Task<TaskReport>> run) : IMaintenanceTask
{
    public string Name => name;

    public MaintenanceSchedule Schedule => MaintenanceSchedule.Hourly;

    public MaintenanceStep Step => step;

    public Task<TaskReport> RunAsync(MaintenanceContext context, CancellationToken cancellationToken) => run(context, cancellationToken);
}
