using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Tollgate.Maintaining;

/// <summary>The tasks of each job in their order, and how they run one after the other.</summary>
internal sealed class MaintenanceTasks
{
    private readonly IMaintenanceTask[] _tasks;
    private readonly TimeProvider _time;
    private readonly ILogger<MaintenanceTasks> _logger;

    public MaintenanceTasks(IEnumerable<IMaintenanceTask> tasks, TimeProvider time, ILogger<MaintenanceTasks> logger)
    {
        _tasks = [.. tasks.OrderBy(t => t.Step).ThenBy(t => t.Name, StringComparer.Ordinal)];
        _time = time;
        _logger = logger;
    }

    /// <summary>The tasks of a job in order.</summary>
    public IEnumerable<IMaintenanceTask> Of(MaintenanceSchedule job) => _tasks.Where(t => t.Schedule == job);

    /// <summary>Runs the tasks of a job. One that fails does not keep the others from running.</summary>
    /// <param name="job">Which job.</param>
    /// <param name="isDryRun">Whether nothing may be changed.</param>
    /// <param name="progress">Hears of the job's progress, 0 to 1.</param>
    /// <param name="done">Told after each task of what is done so far.</param>
    /// <param name="cancellationToken">Stops; this throws then.</param>
    public async Task<IReadOnlyList<TaskRun>> RunAsync(
        MaintenanceSchedule job, bool isDryRun, Action<double>? progress, Func<IReadOnlyList<TaskRun>, Task>? done, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var tasks = Of(job).ToList();
        var runs = new List<TaskRun>();
        foreach (var task in tasks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var context = new MaintenanceContext(isDryRun, now, share => progress?.Invoke((runs.Count + share) / tasks.Count));
            runs.Add(await RunAsync(task, context, cancellationToken));
            progress?.Invoke((double)runs.Count / tasks.Count);
            if (done is not null)
            {
                await done(runs);
            }
        }

        return runs;
    }

    private async Task<TaskRun> RunAsync(IMaintenanceTask task, MaintenanceContext context, CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        long Elapsed() => (long)_time.GetElapsedTime(start).TotalMilliseconds;
        try
        {
            var report = await task.RunAsync(context, cancellationToken);
            return new TaskRun(task.Name, report.Rows, report.Partitions, report.Bytes, Elapsed(), report.Lines);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Tasks come from anywhere, and one that is broken must not keep the others from running.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.TaskFailed(_logger, task.Schedule, task.Name, exception);
            return new TaskRun(task.Name, 0, 0, 0, Elapsed(), [], $"{exception.GetType().Name}: {exception.Message}");
        }
    }
}
