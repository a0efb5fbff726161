namespace Tollgate.Maintaining;

/// <summary>Work that is due every hour, day or week. Register any number in the application's services.</summary>
/// <remarks>
/// A task commits in steps so short that no request waits for it, goes on from what is stored when it is run again after dying half-way,
/// and does no harm when run twice. Only one node runs a job at a time.
/// </remarks>
public interface IMaintenanceTask
{
    /// <summary>Name in reports and in the history, e.g. "cache entries"; unique within its schedule.</summary>
    string Name { get; }

    /// <summary>How often it is due.</summary>
    MaintenanceSchedule Schedule { get; }

    /// <summary>When in the job it runs.</summary>
    MaintenanceStep Step { get; }

    /// <summary>Does the work, or in a dry run finds out what it would change and changes nothing.</summary>
    /// <param name="context">Whether it is a dry run, the time, and where progress goes.</param>
    /// <param name="cancellationToken">Stops between two steps; what is committed stays.</param>
    /// <returns>What changed, or would change.</returns>
    Task<TaskReport> RunAsync(MaintenanceContext context, CancellationToken cancellationToken);
}
