using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Hosting;
using Tollgate.Notifying;
using Tollgate.Testing.Hosting;
using Tollgate.Watching;
using Xunit;

namespace Tollgate.Testing.Watching;

/// <summary>Alerts from the rule to the channel: once each, whoever looks, however often nodes come and go.</summary>
public abstract class AlertSuite(IStoreHost host) : StoreSuite(host)
{
    private readonly MovableClock _clock = new();

    [Fact]
    public async Task Watch_FiresRisesAndEnds_TellsOfEachOnceAcrossRestarts()
    {
        var use = await SetUpAsync();
        var (rule, channel) = (new ScriptedRule("scripted"), new RecordingChannel("test"));
        foreach (var level in new[] { 80, 80, 90, 80, 90, 100, 0, 0, 0, 80 })
        {
            rule.Findings = _ => level == 0 ? [] : [ScriptedRule.Found("thing", level)];
            var node = NodeOn(use, [channel], rule); // a new process each time
            (await node.Get<AlertWatch>().RunAsync(TimeSpan.Zero, Token)).ShouldNotBeNull();
            await node.Get<NotificationSender>().SendDueAsync(Token);
            _clock.Advance(TimeSpan.FromMinutes(4));
        }

        channel.Told.Select(n => $"{n.Type} {n.Data["level"]}").ShouldBe(
            ["alert.firing 80", "alert.raised 90", "alert.raised 100", "alert.resolved 100", "alert.firing 80"]);
        channel.Told.Select(n => n.Id).Distinct().Count().ShouldBe(5);
        var alerts = await NodeOn(use, []).Get<IAlertStore>().ListAsync(new AlertQuery { WithResolved = true }, Token);
        alerts.Select(a => (a.State, a.Level)).ShouldBe([(AlertState.Firing, 80), (AlertState.Resolved, 100)]);
        (alerts[1].ResolvedAt - alerts[1].FiredAt).ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.FromMinutes(25));
    }

    [Fact]
    public async Task Watch_TwoNodesAtOnce_NeverTellTwice()
    {
        var use = await SetUpAsync();
        var channel = new RecordingChannel("shared");
        var nodes = Enumerable.Range(0, 2).Select(_ => NodeOn(use, [channel], new ScriptedRule("scripted"))).ToList();
        var findings = Enumerable.Range(1, 30).Select(i => ScriptedRule.Found($"t{i}")).ToList();
        foreach (var found in new[] { findings, [], [] })
        {
            // Both compare the same book, as they would when a pass takes so long that another node begins the next.
            var firing = await nodes[0].Get<IAlertStore>().FindFiringAsync("scripted", Token);
            var now = _clock.GetUtcNow();
            var changes = AlertBook.Compare("scripted", null, firing, found, now, TimeSpan.Zero);
            var stored = await Task.WhenAll(nodes.Select(n => n.Get<IAlertStore>().ApplyAsync(changes, _ => ["shared"], Token)));
            stored.Sum(s => s.Count).ShouldBe(changes.Count);
            await Task.WhenAll(nodes.SelectMany(n => new[] { n, n }).Select(n => n.Get<NotificationSender>().SendDueAsync(Token)));
        }

        channel.Told.Count.ShouldBe(60);
        channel.Told.Select(n => (n.Type, n.Data["thing"])).Distinct().Count().ShouldBe(60);
    }

    [Fact]
    public async Task Begin_ByManyNodes_GoesToOneAtATimeAndFreesItselfInTheEnd()
    {
        var use = await SetUpAsync();
        var store = NodeOn(use, []).Get<IAlertStore>();
        var (minute, claim) = (TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10));

        var passes = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => store.BeginAsync($"n{i}", minute, claim, Token)));
        var first = passes.OfType<AlertPass>().ShouldHaveSingleItem();
        first.PreviousAt.ShouldBeNull();
        await store.EndAsync($"n{Array.IndexOf(passes, first)}", first, isDone: true, Token);

        (await store.BeginAsync("n9", minute, claim, Token)).ShouldBeNull(); // too soon
        _clock.Advance(minute);
        var second = (await store.BeginAsync("n9", minute, claim, Token)).ShouldNotBeNull();
        second.PreviousAt.ShouldBe(first.Now);
        _clock.Advance(minute);
        (await store.BeginAsync("n8", minute, claim, Token)).ShouldBeNull(); // n9 still looks
        _clock.Advance(claim); // n9 has died
        var third = (await store.BeginAsync("n8", minute, claim, Token)).ShouldNotBeNull();
        await store.EndAsync("n9", second, isDone: true, Token); // comes back from the dead, and is nobody any more
        (await store.BeginAsync("n7", TimeSpan.Zero, claim, Token)).ShouldBeNull();
        await store.EndAsync("n8", third, isDone: false, Token);
        (await store.BeginAsync("n7", TimeSpan.Zero, claim, Token)).ShouldNotBeNull().PreviousAt.ShouldBe(first.Now);
    }

    [Fact]
    public async Task Watch_RuleThatFails_LeavesItsAlertsAndIsAnAlert()
    {
        var use = await SetUpAsync();
        var (bad, good, channel) = (new ScriptedRule("bad"), new ScriptedRule("good"), new RecordingChannel("test"));
        bad.Findings = good.Findings = _ => [ScriptedRule.Found("thing")];
        var node = NodeOn(use, [channel], bad, good);
        await node.Get<AlertWatch>().RunAsync(TimeSpan.Zero, Token);

        bad.Findings = _ => throw new InvalidOperationException("no");
        good.Findings = _ => [];
        for (var i = 0; i < 3; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(4));
            (await node.Get<AlertWatch>().RunAsync(TimeSpan.Zero, Token)).ShouldNotBeNull().Failures.ShouldHaveSingleItem().Rule.ShouldBe("bad");
        }

        (await node.Get<IAlertStore>().ListAsync(new AlertQuery(), Token)).Select(a => (a.Rule, a.Thing)).ShouldBe([("alert_rule", "bad"), ("bad", "thing")]);
        bad.Findings = _ => [];
        for (var i = 0; i < 3; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(4));
            await node.Get<AlertWatch>().RunAsync(TimeSpan.Zero, Token);
        }

        (await node.Get<IAlertStore>().ListAsync(new AlertQuery(), Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Watch_RuleSwitchedOffOrNodeGone_ResolvesItsAlerts()
    {
        var use = await SetUpAsync();
        var (rule, local) = (new ScriptedRule("scripted"), new ScriptedRule("own", isLocal: true));
        rule.Findings = _ => [ScriptedRule.Found("thing")];
        local.Findings = round => [ScriptedRule.Found(round.Node)];
        var (dying, living) = (NodeOn(use, [], rule, local), NodeOn(use, [], local));
        await dying.Get<AlertWatch>().RunAsync(TimeSpan.Zero, Token);
        await dying.Get<AlertWatch>().RunLocalAsync(Token);
        for (var i = 0; i < 3; i++)
        {
            await living.Get<AlertWatch>().RunLocalAsync(Token);
            await living.Get<AlertWatch>().RunAsync(TimeSpan.Zero, Token);
            _clock.Advance(TimeSpan.FromMinutes(2.5));
        }

        await living.Get<AlertWatch>().RunLocalAsync(Token);
        await living.Get<AlertWatch>().RunAsync(TimeSpan.Zero, Token);

        var alert = (await living.Get<IAlertStore>().ListAsync(new AlertQuery(), Token)).ShouldHaveSingleItem();
        (alert.Rule, alert.Node).ShouldBe(("own", living.Get<NodeIdentity>().Name));
    }

    [Fact]
    public async Task List_ByRuleSubjectAndPage_IsNewestFirst_AndDropRemovesWhatEndedBefore()
    {
        var use = await SetUpAsync();
        var (rule, other) = (new ScriptedRule("one"), new ScriptedRule("two"));
        rule.Findings = _ => [.. Enumerable.Range(1, 3).Select(i => ScriptedRule.Found($"t{i}") with { Subject = $"user_{i}" })];
        other.Findings = _ => [ScriptedRule.Found("x") with { Subject = null, Severity = NotificationSeverity.Critical }];
        var node = NodeOn(use, [], rule, other);
        var store = node.Get<IAlertStore>();
        await node.Get<AlertWatch>().RunAsync(TimeSpan.Zero, Token);

        async Task<IEnumerable<string>> ThingsAsync(AlertQuery query) => (await store.ListAsync(query, Token)).Select(a => a.Thing);
        (await ThingsAsync(new AlertQuery())).ShouldBe(["x", "t3", "t2", "t1"]);
        (await ThingsAsync(new AlertQuery { Rule = "one", Take = 2 })).ShouldBe(["t3", "t2"]);
        (await ThingsAsync(new AlertQuery { Subject = "user_2" })).ShouldBe(["t2"]);
        (await ThingsAsync(new AlertQuery { Before = (await store.ListAsync(new AlertQuery(), Token))[2].Id })).ShouldBe(["t1"]);

        var firing = await store.FindFiringAsync("one", Token);
        await store.ApplyAsync(AlertBook.Compare("one", null, firing.Take(2), [], _clock.GetUtcNow(), TimeSpan.Zero), _ => [], Token);
        (await store.CountResolvedBeforeAsync(_clock.GetUtcNow().AddHours(-1), Token)).ShouldBe(0);
        (await store.CountResolvedBeforeAsync(_clock.GetUtcNow().AddHours(1), Token)).ShouldBe(2);
        (await store.DropResolvedBeforeAsync(_clock.GetUtcNow().AddHours(1), Token)).ShouldBe(2);
        (await ThingsAsync(new AlertQuery { WithResolved = true })).ShouldBe(["x", "t3"]);
    }

    private async Task<Action<TollgateBuilder>> SetUpAsync()
    {
        var use = await Host.CreateAsync();
        await using var node = TestNode.Create(use);
        await node.Get<SetUp>().RunAsync(null, Token);
        return use;
    }

    private TestNode NodeOn(Action<TollgateBuilder> use, IEnumerable<INotificationChannel> channels, params IEnumerable<IAlertRule> rules) =>
        Keep(TestNode.Create(use.ByTheNodesClock().With(channels, rules), _clock));
}
