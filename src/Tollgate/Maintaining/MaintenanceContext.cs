namespace Tollgate.Maintaining;

/// <summary>What a task is told about its run.</summary>
/// <param name="isDryRun">Whether nothing may be changed.</param>
/// <param name="now">When the job started, by this node's clock; all of its tasks see the same time.</param>
/// <param name="progress">Hears of the task's progress, from 0 to 1; null for nobody.</param>
public sealed class MaintenanceContext(bool isDryRun, DateTimeOffset now, Action<double>? progress = null)
{
    /// <summary>Whether nothing may be changed.</summary>
    public bool IsDryRun => isDryRun;

    /// <summary>When the job started, in UTC.</summary>
    public DateTimeOffset Now { get; } = now.ToUniversalTime();

    /// <summary>Says how far the task is.</summary>
    /// <param name="share">0 for just begun, 1 for done.</param>
    public void ReportProgress(double share) => progress?.Invoke(Math.Clamp(share, 0, 1));
}
