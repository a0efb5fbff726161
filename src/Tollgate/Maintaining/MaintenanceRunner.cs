using Microsoft.Extensions.Logging;
using Tollgate.Hosting;

namespace Tollgate.Maintaining;

/// <summary>Runs jobs: by hand, for a firing of the schedule, or dry.</summary>
/// <remarks>
/// <list type="number">
/// <item>Whoever runs a job holds its lock in the database. The lock ends with its node.</item>
/// <item>With the lock in hand, runs still marked as running are of nodes that are gone: they are marked as died.</item>
/// <item>A firing has at most one run that did not die, by a unique index: whoever fires it a second time, on whatever node, does nothing.</item>
/// <item>Firings whose runs died are run again, by whoever gets the lock next; one that took three nodes down is given up.</item>
/// <item>So is a run by hand that died, unless a later run of the job has done its work. One that its person stopped has ended.</item>
/// </list>
/// </remarks>
public sealed class MaintenanceRunner
{
    private const int MostDeaths = 3;
    private static readonly TimeSpan LockPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LockRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly MaintenanceTasks _tasks;
    private readonly IJobHistory _history;
    private readonly IJobLocks _locks;
    private readonly NodeIdentity _node;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    internal MaintenanceRunner(
        MaintenanceTasks tasks, IJobHistory history, IJobLocks locks, NodeIdentity node, TimeProvider time, ILogger<MaintenanceRunner> logger)
    {
        (_tasks, _history, _locks, _node, _time, _logger) = (tasks, history, locks, node, time, logger);
    }

    /// <summary>Finds out what a run would change, and changes nothing; it is not kept in the history.</summary>
    /// <param name="job">Which job.</param>
    /// <param name="progress">Hears of the job's progress, 0 to 1; null for nobody.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<JobRun> PreviewAsync(MaintenanceSchedule job, Action<double>? progress, CancellationToken cancellationToken)
    {
        var startedAt = _time.GetUtcNow();
        var tasks = await _tasks.RunAsync(job, isDryRun: true, progress, null, cancellationToken);
        return new JobRun(0, job, null, startedAt, _time.GetUtcNow(), _node.Name, OutcomeOf(tasks), tasks, ErrorOf(tasks));
    }

    /// <summary>Runs a job now, because a person wants it.</summary>
    /// <param name="job">Which job.</param>
    /// <param name="progress">Hears of the job's progress, 0 to 1; null for nobody.</param>
    /// <param name="cancellationToken">Stops between two steps; running the job again goes on from there, and nobody else does.</param>
    /// <returns>The run; null when the job is running elsewhere.</returns>
    public async Task<JobRun?> RunNowAsync(MaintenanceSchedule job, Action<double>? progress, CancellationToken cancellationToken)
    {
        await using var held = await _locks.TryTakeAsync(job, cancellationToken);
        if (held is null)
        {
            return null;
        }

        await MarkDiedAsync(job, cancellationToken);
        return await RunAsync(job, null, progress, held, cancellationToken, isByPerson: true);
    }

    /// <summary>Runs a job for a firing of its schedule, and before it those that died.</summary>
    /// <param name="job">Which job.</param>
    /// <param name="scheduledAt">The firing, the same instant on every node.</param>
    /// <param name="cancellationToken">Stops between two steps; the run is then picked up by another node or the next start.</param>
    /// <returns>The run; null when the firing has one already, or was left out because the job is running elsewhere for long.</returns>
    public async Task<JobRun?> RunScheduledAsync(MaintenanceSchedule job, DateTimeOffset scheduledAt, CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        while (true)
        {
            await using (var held = await _locks.TryTakeAsync(job, cancellationToken))
            {
                if (held is not null)
                {
                    await MarkDiedAsync(job, cancellationToken);
                    await RunLeftFiringsAsync(job, await _history.FindLeftAsync(job, cancellationToken), held, cancellationToken);
                    return await RunAsync(job, scheduledAt, null, held, cancellationToken);
                }
            }

            if (_time.GetElapsedTime(start) > LockPatience)
            {
                await SkipAsync(job, scheduledAt, _time.GetElapsedTime(start), cancellationToken);
                return null;
            }

            await Task.Delay(LockRetry, _time, cancellationToken);
        }
    }

    /// <summary>Picks up the runs of a job whose nodes died; nothing when there are none, or when the job is running.</summary>
    /// <param name="job">Which job.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    public async Task PickUpAsync(MaintenanceSchedule job, CancellationToken cancellationToken)
    {
        if (await _history.FindRunningAsync(job, cancellationToken) is null && (await _history.FindLeftAsync(job, cancellationToken)).Count == 0)
        {
            return;
        }

        await using var held = await _locks.TryTakeAsync(job, cancellationToken);
        if (held is not null)
        {
            await PickUpAsync(job, held, cancellationToken);
        }
    }

    private async Task PickUpAsync(MaintenanceSchedule job, IJobLock held, CancellationToken cancellationToken)
    {
        await MarkDiedAsync(job, cancellationToken);
        var left = await _history.FindLeftAsync(job, cancellationToken);
        if (!await RunLeftFiringsAsync(job, left, held, cancellationToken) && left.SingleOrDefault(l => l.ScheduledAt is null) is { } byHand)
        {
            await RunAgainAsync(job, byHand, held, cancellationToken);
        }
    }

    /// <summary>Runs the firings of the schedule that were left; each does what a run by hand had to do, too.</summary>
    /// <returns>Whether there were any.</returns>
    private async Task<bool> RunLeftFiringsAsync(MaintenanceSchedule job, IEnumerable<LeftFiring> left, IJobLock held, CancellationToken cancellationToken)
    {
        var hasRun = false;
        foreach (var firing in left.Where(l => l.ScheduledAt is not null))
        {
            await RunAgainAsync(job, firing, held, cancellationToken);
            hasRun = true;
        }

        return hasRun;
    }

    private async Task RunAgainAsync(MaintenanceSchedule job, LeftFiring left, IJobLock held, CancellationToken cancellationToken)
    {
        if (left.Deaths < MostDeaths)
        {
            await RunAsync(job, left.ScheduledAt, null, held, cancellationToken);
            return;
        }

        if (left.ScheduledAt is { } scheduledAt)
        {
            Log.GivenUp(_logger, job, scheduledAt, left.Deaths);
        }
        else
        {
            Log.GivenUpByHand(_logger, job, left.Deaths);
        }

        var givenUp = await _history.TryStartAsync(new JobStart(job, left.ScheduledAt, _time.GetUtcNow(), _node.Name), cancellationToken);
        if (givenUp is { } id)
        {
            await _history.SaveAsync(
                id, _time.GetUtcNow(), JobOutcome.Failed, [], $"Took its node down {left.Deaths} times; not tried again.", cancellationToken);
        }
    }

    private async Task MarkDiedAsync(MaintenanceSchedule job, CancellationToken cancellationToken)
    {
        if (await _history.MarkDiedAsync(job, _time.GetUtcNow(), cancellationToken) is > 0 and var runs)
        {
            Log.RunsDied(_logger, job, runs);
        }
    }

    private async Task SkipAsync(MaintenanceSchedule job, DateTimeOffset scheduledAt, TimeSpan waited, CancellationToken cancellationToken)
    {
        if (await _history.TryStartAsync(new JobStart(job, scheduledAt, _time.GetUtcNow(), _node.Name), cancellationToken) is { } id)
        {
            Log.Skipped(_logger, job, scheduledAt, waited);
            await _history.SaveAsync(id, _time.GetUtcNow(), JobOutcome.Skipped, [], "Another run of the job was under way.", cancellationToken);
        }
    }

    private async Task<JobRun?> RunAsync(
        MaintenanceSchedule job, DateTimeOffset? scheduledAt, Action<double>? progress, IJobLock held, CancellationToken cancellationToken, bool isByPerson = false)
    {
        var startedAt = _time.GetUtcNow();
        if (await _history.TryStartAsync(new JobStart(job, scheduledAt, startedAt, _node.Name), cancellationToken) is not { } id)
        {
            return null;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, held.Lost);
        IReadOnlyList<TaskRun> soFar = [];
        try
        {
            var tasks = await _tasks.RunAsync(
                job,
                isDryRun: false,
                progress,
                done =>
                {
                    soFar = [.. done];
                    return _history.SaveAsync(id, null, JobOutcome.Running, soFar, null, stop.Token);
                },
                stop.Token);
            var run = new JobRun(id, job, scheduledAt, startedAt, _time.GetUtcNow(), _node.Name, OutcomeOf(tasks), tasks, ErrorOf(tasks));
            await EndAsync(run);
            return run;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            var isStopped = !held.Lost.IsCancellationRequested && cancellationToken.IsCancellationRequested;
            var (outcome, reason) = isStopped && isByPerson ? (JobOutcome.Failed, "Stopped by hand; run the job again to go on from there.")
                : isStopped ? (JobOutcome.Died, "The node was stopped.")
                : held.Lost.IsCancellationRequested ? (JobOutcome.Died, "The lock was lost.")
                : (JobOutcome.Died, $"{exception.GetType().Name}: {exception.Message}");
            await EndAsync(new JobRun(id, job, scheduledAt, startedAt, _time.GetUtcNow(), _node.Name, outcome, soFar, reason));
            throw;
        }
    }

    /// <summary>Stores how a run ended, also when its node is stopping. A run that ended without this counts as died later.</summary>
    private async Task EndAsync(JobRun run)
    {
        Log.Ended(
            _logger, run.Job, (run.EndedAt ?? run.StartedAt) - run.StartedAt, run.Outcome, run.Tasks.Sum(t => t.Rows), run.Tasks.Sum(t => t.Partitions));
        using var patience = new CancellationTokenSource(LastWords, _time);
        try
        {
            await _history.SaveAsync(run.Id, run.EndedAt, run.Outcome, run.Tasks, run.Error, patience.Token);
        }
#pragma warning disable CA1031 // The work is done; its description can be lost.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.NotStored(_logger, run.Job, exception);
        }
    }

    private static JobOutcome OutcomeOf(IReadOnlyList<TaskRun> tasks) => tasks.All(t => t.Error is null) ? JobOutcome.Succeeded : JobOutcome.Failed;

    private static string? ErrorOf(IReadOnlyList<TaskRun> tasks) =>
        tasks.Where(t => t.Error is not null).Select(t => $"{t.Name}: {t.Error}").ToList() is { Count: > 0 } errors ? string.Join(' ', errors) : null;
}
