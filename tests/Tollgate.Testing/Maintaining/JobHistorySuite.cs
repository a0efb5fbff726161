using Shouldly;
using Tollgate.Administering;
using Tollgate.Maintaining;
using Tollgate.Notifying;
using Tollgate.Testing.Hosting;
using Tollgate.Testing.Watching;
using Tollgate.Watching;
using Xunit;

namespace Tollgate.Testing.Maintaining;

/// <summary>The job history and the locks of jobs: one run a firing, one node a job.</summary>
public abstract class JobHistorySuite(IStoreHost host) : StoreSuite(host)
{
    private static readonly DateTimeOffset Firing = new(2026, 11, 24, 12, 5, 0, TimeSpan.Zero);

    [Fact]
    public async Task TryStart_SameFiringByManyAtOnce_StartsOneRun()
    {
        var nodes = await NodesAsync(4);

        var started = await Task.WhenAll(nodes.Select((node, i) => node.Get<IJobHistory>().TryStartAsync(Start(Firing, $"n{i}"), Token)));

        started.Count(id => id is not null).ShouldBe(1);
        (await nodes[0].Get<IJobHistory>().TryStartAsync(Start(Firing.AddHours(1), "n0"), Token)).ShouldNotBeNull();
        (await nodes[0].Get<IJobHistory>().TryStartAsync(Start(Firing, "n0") with { Job = MaintenanceSchedule.Daily }, Token)).ShouldNotBeNull();
    }

    [Fact]
    public async Task TryStart_ByHand_StartsAnyNumber()
    {
        var history = (await NodesAsync(1))[0].Get<IJobHistory>();

        (await history.TryStartAsync(Start(null, "a"), Token)).ShouldNotBeNull();
        (await history.TryStartAsync(Start(null, "a"), Token)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Save_Run_IsListedWithEverything()
    {
        var history = (await NodesAsync(1))[0].Get<IJobHistory>();
        var id = (await history.TryStartAsync(Start(Firing, "a"), Token)).ShouldNotBeNull();
        (await history.FindRunningAsync(MaintenanceSchedule.Hourly, Token)).ShouldNotBeNull().Id.ShouldBe(id);
        TaskRun[] tasks = [new("nodes", 3, 1, 4_096, 12, ["One line."]), new("cache", 0, 0, 0, 1, [], "Broken: it broke.")];

        (await history.SaveAsync(id, Firing.AddSeconds(9), JobOutcome.Failed, tasks, "It broke.", Token)).ShouldBeTrue();

        var run = (await history.ListAsync(MaintenanceSchedule.Hourly, 10, Token)).ShouldHaveSingleItem();
        (run.Id, run.Job, run.ScheduledAt, run.StartedAt, run.EndedAt, run.Node, run.Outcome, run.Error).ShouldBe(
            (id, MaintenanceSchedule.Hourly, Firing, Firing.AddSeconds(1), Firing.AddSeconds(9), "a", JobOutcome.Failed, "It broke."));
        run.Tasks.Select(t => (t.Name, t.Rows, t.Partitions, t.Bytes, t.Milliseconds, t.Error)).ShouldBe(tasks.Select(t => (t.Name, t.Rows, t.Partitions, t.Bytes, t.Milliseconds, t.Error)));
        run.Tasks[0].Lines.ShouldBe(["One line."]);
        (await history.ListAsync(MaintenanceSchedule.Daily, 10, Token)).ShouldBeEmpty();
        (await history.FindRunningAsync(MaintenanceSchedule.Hourly, Token)).ShouldBeNull();
        (await history.HasRunSinceAsync(MaintenanceSchedule.Hourly, Firing, Token)).ShouldBeTrue();
        (await history.HasRunSinceAsync(MaintenanceSchedule.Hourly, Firing.AddSeconds(1), Token)).ShouldBeFalse();
        (await history.BeginningAsync(Token)).ShouldBe(Firing.AddSeconds(1));
    }

    [Fact]
    public async Task Figures_RunsAlertsAndNotifications_AreCountedWhereTheyStand()
    {
        var node = (await NodesAsync(1))[0];
        var (history, figures) = (node.Get<IJobHistory>(), node.Get<IOperationFigures>());
        (await figures.ReadAsync(Token)).Jobs.Select(j => (j.Job, j.SucceededAt, j.Duration, j.Failures)).ShouldBe(
            Enum.GetValues<MaintenanceSchedule>().Select(job => (job, (DateTimeOffset?)null, (TimeSpan?)null, 0L)), ignoreOrder: true);

        foreach (var (hour, outcome) in new[] { JobOutcome.Failed, JobOutcome.Succeeded, JobOutcome.Failed, JobOutcome.Died, JobOutcome.Skipped }.Index())
        {
            var id = (await history.TryStartAsync(Start(Firing.AddHours(hour), "a") with { StartedAt = Firing.AddHours(hour) }, Token)).ShouldNotBeNull();
            await history.SaveAsync(id, Firing.AddHours(hour).AddSeconds(10 + hour), outcome, [], null, Token);
        }

        await node.Get<IAlertStore>().ApplyAsync(
            AlertBook.Compare("scripted", null, [], [ScriptedRule.Found("one"), ScriptedRule.Found("two")], Firing, TimeSpan.Zero), _ => ["a", "b"], Token);
        var claimed = await node.Get<INotificationStore>().ClaimAsync("n", ["a"], 1, TimeSpan.FromMinutes(1), Token);
        await node.Get<INotificationStore>().FailedAsync("n", claimed[0], "it broke", null, Token);

        var found = await figures.ReadAsync(Token);
        found.Jobs.Single(j => j.Job == MaintenanceSchedule.Hourly).ShouldBe(
            new JobFigures(MaintenanceSchedule.Hourly, Firing.AddHours(1).AddSeconds(11), TimeSpan.FromSeconds(12), 2)); // the last that ended by itself
        (found.Pending, found.Dead, found.Firing.Values.Sum()).ShouldBe((3, 1, 2));
    }

    [Fact]
    public async Task MarkDied_RunningRun_LeavesItsFiringToOthersAndItsLastWordsUnheard()
    {
        var history = (await NodesAsync(1))[0].Get<IJobHistory>();
        var id = (await history.TryStartAsync(Start(Firing, "a"), Token)).ShouldNotBeNull();

        (await history.MarkDiedAsync(MaintenanceSchedule.Hourly, Firing.AddMinutes(1), Token)).ShouldBe(1);
        (await history.SaveAsync(id, Firing.AddMinutes(2), JobOutcome.Succeeded, [], null, Token)).ShouldBeFalse();

        (await history.FindLeftAsync(MaintenanceSchedule.Hourly, Token)).ShouldBe([new LeftFiring(Firing, 1)]);
        (await history.TryStartAsync(Start(Firing, "b"), Token)).ShouldNotBeNull();
        (await history.FindLeftAsync(MaintenanceSchedule.Hourly, Token)).ShouldBeEmpty();
        (await history.ListAsync(null, 10, Token)).Select(r => (r.Node, r.Outcome)).ShouldBe([("b", JobOutcome.Running), ("a", JobOutcome.Died)]);
    }

    [Fact]
    public async Task TryTake_LockHeldByAnotherNode_GetsNoneUntilItIsLetGo()
    {
        var nodes = await NodesAsync(2);
        var (first, second) = (nodes[0].Get<IJobLocks>(), nodes[1].Get<IJobLocks>());
        await using (var held = (await first.TryTakeAsync(MaintenanceSchedule.Hourly, Token)).ShouldNotBeNull())
        {
            (await second.TryTakeAsync(MaintenanceSchedule.Hourly, Token)).ShouldBeNull();
            await using var other = (await second.TryTakeAsync(MaintenanceSchedule.Weekly, Token)).ShouldNotBeNull();
            held.Lost.IsCancellationRequested.ShouldBeFalse();
        }

        await using var next = (await second.TryTakeAsync(MaintenanceSchedule.Hourly, Token)).ShouldNotBeNull();
    }

    private static JobStart Start(DateTimeOffset? firing, string node) => new(MaintenanceSchedule.Hourly, firing, Firing.AddSeconds(1), node);

    private async Task<List<TestNode>> NodesAsync(int count)
    {
        var use = await Host.CreateAsync();
        var nodes = Enumerable.Range(0, count).Select(_ => Keep(TestNode.Create(use))).ToList();
        await nodes[0].Get<SetUp>().RunAsync(null, Token);
        return nodes;
    }
}
