using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Hosting;
using Tollgate.Maintaining;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Testing.Maintaining;

/// <summary>How jobs run: in order, once a firing, on one node, and again when they died.</summary>
public abstract class MaintenanceRunnerSuite(IStoreHost host) : StoreSuite(host)
{
    private static readonly DateTimeOffset Firing = new(2026, 11, 24, 12, 5, 0, TimeSpan.Zero);

    [Fact]
    public async Task Run_Tasks_GoInOrderAndOneThatFailsStopsNone()
    {
        var order = new List<string>();
        ScriptedTask Task(string name, MaintenanceStep step, bool fails = false) => new(name, step, (_, _) =>
        {
            order.Add(name);
            return fails ? throw new InvalidOperationException("it broke") : System.Threading.Tasks.Task.FromResult(TaskReport.OfRows(2));
        });
        var node = await NodeAsync(
            Task("zz clean", MaintenanceStep.Cleaning), Task("b sum", MaintenanceStep.Summing, fails: true), Task("a sum", MaintenanceStep.Summing), Task("bill", MaintenanceStep.Reporting));

        var run = (await node.Get<MaintenanceRunner>().RunNowAsync(MaintenanceSchedule.Hourly, null, Token)).ShouldNotBeNull();

        order.ShouldBe(["a sum", "b sum", "bill", "zz clean"]);
        run.Outcome.ShouldBe(JobOutcome.Failed);
        run.Error.ShouldNotBeNull().ShouldContain("it broke");
        run.Tasks.Single(t => t.Name == "zz clean").Rows.ShouldBe(2);
        var stored = (await node.Get<IJobHistory>().ListAsync(null, 10, Token)).ShouldHaveSingleItem();
        (stored.Outcome, stored.ScheduledAt, stored.Tasks.Count).ShouldBe((JobOutcome.Failed, null, run.Tasks.Count));
    }

    [Fact]
    public async Task RunScheduled_SameFiringOnTwoNodesAtOnce_RunsOnce()
    {
        var runs = 0;
        var counted = new ScriptedTask("count", MaintenanceStep.Summing, (_, _) =>
        {
            Interlocked.Increment(ref runs);
            return Task.FromResult(TaskReport.Nothing);
        });
        var use = await Host.CreateAsync();
        var nodes = Enumerable.Range(0, 2).Select(_ => Create(use, counted)).ToList();
        await nodes[0].Get<SetUp>().RunAsync(null, Token);

        var results = await Task.WhenAll(nodes.Select(n => n.Get<MaintenanceRunner>().RunScheduledAsync(MaintenanceSchedule.Hourly, Firing, Token)));

        results.Count(r => r is not null).ShouldBe(1);
        runs.ShouldBe(1);
        (await nodes[1].Get<MaintenanceRunner>().RunScheduledAsync(MaintenanceSchedule.Hourly, Firing, Token)).ShouldBeNull();
        runs.ShouldBe(1);
    }

    [Fact]
    public async Task RunNow_JobRunsElsewhere_IsRefused()
    {
        var (entered, leave) = (new TaskCompletionSource(), new TaskCompletionSource());
        var use = await Host.CreateAsync();
        var busy = Create(use, new ScriptedTask("wait", MaintenanceStep.Summing, async (_, cancellationToken) =>
        {
            entered.TrySetResult();
            await leave.Task.WaitAsync(cancellationToken);
            return TaskReport.Nothing;
        }));
        await busy.Get<SetUp>().RunAsync(null, Token);
        var running = busy.Get<MaintenanceRunner>().RunNowAsync(MaintenanceSchedule.Hourly, null, Token);
        await entered.Task.WaitAsync(Token);
        var other = Create(use);

        (await other.Get<MaintenanceRunner>().RunNowAsync(MaintenanceSchedule.Hourly, null, Token)).ShouldBeNull();
        (await other.Get<IJobHistory>().FindRunningAsync(MaintenanceSchedule.Hourly, Token)).ShouldNotBeNull().Node.ShouldBe(busy.Get<NodeIdentity>().Name);

        leave.SetResult();
        (await running).ShouldNotBeNull().Outcome.ShouldBe(JobOutcome.Succeeded);
        (await other.Get<MaintenanceRunner>().RunNowAsync(MaintenanceSchedule.Hourly, null, Token)).ShouldNotBeNull();
    }

    [Fact]
    public async Task RunScheduled_StoppedMidway_IsPickedUpByAnotherNodeWhereItStopped()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var steps = new List<int>();
        ScriptedTask Steps(bool dies) => new("steps", MaintenanceStep.Summing, async (_, cancellationToken) =>
        {
            for (var step = steps.Count; step < 4; step++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                steps.Add(step);
                if (dies && step == 1)
                {
                    await stop.CancelAsync();
                }
            }

            return TaskReport.OfRows(steps.Count);
        });
        var use = await Host.CreateAsync();
        var first = Create(use, Steps(dies: true));
        await first.Get<SetUp>().RunAsync(null, Token);
        await Should.ThrowAsync<OperationCanceledException>(() => first.Get<MaintenanceRunner>().RunScheduledAsync(MaintenanceSchedule.Hourly, Firing, stop.Token));
        var second = Create(use, Steps(dies: false));

        await second.Get<MaintenanceRunner>().PickUpAsync(MaintenanceSchedule.Hourly, Token);
        await second.Get<MaintenanceRunner>().PickUpAsync(MaintenanceSchedule.Hourly, Token);

        steps.ShouldBe([0, 1, 2, 3]);
        (await second.Get<IJobHistory>().ListAsync(null, 10, Token)).Select(r => (r.Outcome, r.ScheduledAt)).ShouldBe(
            [(JobOutcome.Succeeded, Firing), (JobOutcome.Died, Firing)]);
    }

    [Fact]
    public async Task RunScheduled_AfterARunThatDiedWithoutAWord_RunsBoth()
    {
        var node = await NodeAsync();
        var history = node.Get<IJobHistory>();
        await history.TryStartAsync(new JobStart(MaintenanceSchedule.Hourly, Firing, Firing, "gone"), Token);

        (await node.Get<MaintenanceRunner>().RunScheduledAsync(MaintenanceSchedule.Hourly, Firing.AddHours(1), Token)).ShouldNotBeNull();

        (await history.ListAsync(null, 10, Token)).Select(r => (r.Outcome, r.ScheduledAt, r.Node == "gone")).ShouldBe([
            (JobOutcome.Succeeded, Firing.AddHours(1), false), (JobOutcome.Succeeded, Firing, false), (JobOutcome.Died, Firing, true),
        ]);
    }

    [Fact]
    public async Task PickUp_RunByHandThatDied_IsRunAgainOnceUnlessALaterRunDidItsWork()
    {
        var node = await NodeAsync();
        var (history, runner) = (node.Get<IJobHistory>(), node.Get<MaintenanceRunner>());
        await history.TryStartAsync(new JobStart(MaintenanceSchedule.Hourly, null, Firing, "gone"), Token);

        await runner.PickUpAsync(MaintenanceSchedule.Hourly, Token);
        await runner.PickUpAsync(MaintenanceSchedule.Hourly, Token);
        await runner.PickUpAsync(MaintenanceSchedule.Daily, Token);

        (await history.ListAsync(null, 10, Token)).Select(r => (r.Outcome, r.ScheduledAt, r.Node == "gone")).ShouldBe(
            [(JobOutcome.Succeeded, null, false), (JobOutcome.Died, null, true)]);

        await history.TryStartAsync(new JobStart(MaintenanceSchedule.Hourly, null, Firing, "gone"), Token);
        await runner.RunScheduledAsync(MaintenanceSchedule.Hourly, Firing, Token);
        await runner.PickUpAsync(MaintenanceSchedule.Hourly, Token);

        (await history.ListAsync(null, 10, Token)).Take(2).Select(r => (r.Outcome, r.ScheduledAt)).ShouldBe(
            [(JobOutcome.Succeeded, Firing), (JobOutcome.Died, null)]);
    }

    [Fact]
    public async Task PickUp_RunByHandThatDiedBesideAFiring_IsDoneByTheFiring()
    {
        var node = await NodeAsync();
        var (history, runner) = (node.Get<IJobHistory>(), node.Get<MaintenanceRunner>());
        await history.TryStartAsync(new JobStart(MaintenanceSchedule.Hourly, Firing, Firing, "gone"), Token);
        await history.MarkDiedAsync(MaintenanceSchedule.Hourly, Firing, Token);
        await history.TryStartAsync(new JobStart(MaintenanceSchedule.Hourly, null, Firing, "gone"), Token);

        await runner.PickUpAsync(MaintenanceSchedule.Hourly, Token);
        await runner.PickUpAsync(MaintenanceSchedule.Hourly, Token);

        (await history.ListAsync(null, 10, Token)).Select(r => (r.Outcome, r.ScheduledAt)).ShouldBe(
            [(JobOutcome.Succeeded, Firing), (JobOutcome.Died, null), (JobOutcome.Died, Firing)]);
    }

    [Fact]
    public async Task RunNow_StoppedByItsPerson_HasEndedAndIsNotPickedUp()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var use = await Host.CreateAsync();
        var node = Create(use, new ScriptedTask("stops", MaintenanceStep.Summing, async (_, cancellationToken) =>
        {
            await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return TaskReport.Nothing;
        }));
        await node.Get<SetUp>().RunAsync(null, Token);
        var runner = node.Get<MaintenanceRunner>();
        await Should.ThrowAsync<OperationCanceledException>(() => runner.RunNowAsync(MaintenanceSchedule.Hourly, null, stop.Token));

        await runner.PickUpAsync(MaintenanceSchedule.Hourly, Token);

        var run = (await node.Get<IJobHistory>().ListAsync(null, 10, Token)).ShouldHaveSingleItem();
        run.Outcome.ShouldBe(JobOutcome.Failed);
        run.Error.ShouldNotBeNull().ShouldContain("again");
    }

    [Fact]
    public async Task PickUp_RunByHandThatTookThreeNodesDown_IsGivenUp()
    {
        var node = await NodeAsync();
        var history = node.Get<IJobHistory>();
        for (var death = 0; death < 3; death++)
        {
            await history.TryStartAsync(new JobStart(MaintenanceSchedule.Hourly, null, Firing, "gone"), Token);
            await history.MarkDiedAsync(MaintenanceSchedule.Hourly, Firing, Token);
        }

        await node.Get<MaintenanceRunner>().PickUpAsync(MaintenanceSchedule.Hourly, Token);

        var last = (await history.ListAsync(null, 10, Token))[0];
        (last.Outcome, last.ScheduledAt).ShouldBe((JobOutcome.Failed, null));
        (await history.FindLeftAsync(MaintenanceSchedule.Hourly, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task PickUp_FiringThatTookThreeNodesDown_IsGivenUp()
    {
        var node = await NodeAsync();
        var history = node.Get<IJobHistory>();
        for (var death = 0; death < 3; death++)
        {
            (await history.TryStartAsync(new JobStart(MaintenanceSchedule.Hourly, Firing, Firing, "gone"), Token)).ShouldNotBeNull();
            await history.MarkDiedAsync(MaintenanceSchedule.Hourly, Firing, Token);
        }

        await node.Get<MaintenanceRunner>().PickUpAsync(MaintenanceSchedule.Hourly, Token);

        var last = (await history.ListAsync(null, 1, Token)).Single();
        last.Outcome.ShouldBe(JobOutcome.Failed);
        last.Error.ShouldNotBeNull().ShouldContain("3 times");
        (await history.FindLeftAsync(MaintenanceSchedule.Hourly, Token)).ShouldBeEmpty();
    }

    private async Task<TestNode> NodeAsync(params IMaintenanceTask[] tasks)
    {
        var node = Create(await Host.CreateAsync(), tasks);
        await node.Get<SetUp>().RunAsync(null, Token);
        return node;
    }

    private TestNode Create(Action<TollgateBuilder> use, params IMaintenanceTask[] tasks) => Keep(TestNode.Create(builder =>
    {
        use(builder);
        foreach (var task in tasks)
        {
            builder.Services.AddSingleton(task);
        }
    }));
}
