using Shouldly;
using Tollgate.Billing;
using Tollgate.Maintaining;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Testing.Billing;

/// <summary>The inbox: one row an event, one worker a subscription, pauses, the end, clean-up.</summary>
public abstract class InboxSuite(IStoreHost host) : StoreSuite(host)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly MovableClock _clock = new();

    [Fact]
    public async Task Add_TheSameEventFromManySides_IsStoredOnce()
    {
        var node = await BillingAsync();
        var told = Told(node, "a");

        var stored = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => node.Inbox.AddAsync("memory", told, false, null, Token)));

        stored.Count(s => s).ShouldBe(1);
        var row = await node.StateOfAsync(told);
        (row.State, row.Type, row.WorkKey, row.Body, row.Attempts, row.OccurredAt).ShouldBe((WebhookState.Pending, told.Type, "sub_a", told.Body, 0, told.OccurredAt!.Value));
        (await node.Inbox.AddAsync("another", told, false, null, Token)).ShouldBeTrue("another endpoint has ids of its own");
    }

    [Fact]
    public async Task Add_NothingToDo_IsStoredAsIgnoredWithTheReason()
    {
        var node = await BillingAsync();
        var told = Told(node, "a");

        await node.Inbox.AddAsync("memory", told, true, "because", Token);

        var row = await node.StateOfAsync(told);
        (row.State, row.Reason, row.IsLive, row.EndedAt is null).ShouldBe((WebhookState.Ignored, "because", true, false));
        (await node.Inbox.FindDueAsync(10, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Claim_OfASubscription_HasAllItsEventsAndIsOneNodes()
    {
        var node = await BillingAsync();
        foreach (var told in new[] { Told(node, "a"), Told(node, "b"), Told(node, "a") })
        {
            await node.Inbox.AddAsync("memory", told, false, null, Token);
        }

        (await node.Inbox.FindDueAsync(10, Token)).ShouldBe(["sub_a", "sub_b"]);
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => node.Inbox.ClaimAsync("sub_a", $"node{i}", Minute, Token)));

        var claim = claims.OfType<WorkClaim>().ShouldHaveSingleItem();
        claim.Events.Select(e => e.WorkKey).ShouldBe(["sub_a", "sub_a"]);
        (await node.Inbox.FindDueAsync(10, Token)).ShouldBe(["sub_b"]);
        await node.Inbox.ReleaseAsync(claim, Token);
        (await node.Inbox.ClaimAsync("sub_a", "next", Minute, Token)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Claim_ThatRanOut_PassesOnAndWhatTheFirstFoundIsNotStored()
    {
        var node = await BillingAsync();
        var user = await node.AddUserAsync(NewName("user"));
        var subscription = node.Account.Set(ScriptedAccount.NewSubscription("a", user));
        await node.Inbox.AddAsync("memory", Told(node, "a"), false, null, Token);
        var slow = (await node.Inbox.ClaimAsync("sub_a", "slow", Short, Token))!;
        await PassAsync(Short);
        var next = (await node.Inbox.ClaimAsync("sub_a", "next", Minute, Token)).ShouldNotBeNull();
        var news = new BillingNews { CustomerReference = "cus_a", UserId = user, Subscription = subscription };

        (await node.Store.ApplyAsync(news with { Claim = slow, Events = slow.Events }, Token)).IsClaimLost.ShouldBeTrue();
        (await node.SubscriptionAsync("sub_a")).ShouldBeNull();
        await node.Inbox.ReleaseAsync(slow, Token); // too late to take the successor's
        (await node.Inbox.ClaimAsync("sub_a", "third", Minute, Token)).ShouldBeNull();
        (await node.Store.ApplyAsync(news with { Claim = next, Events = next.Events }, Token)).IgnoredBecause.ShouldBeNull();
        (await node.SubscriptionAsync("sub_a")).ShouldNotBeNull().PlanName.ShouldBe("pro");
        (await node.Inbox.FindDueAsync(10, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Fail_WithAPause_ComesBackAfterItAndCanBeGivenUpAndReplayed()
    {
        var node = await BillingAsync();
        var told = Told(node, "a");
        await node.Inbox.AddAsync("memory", told, false, null, Token);
        var row = await node.StateOfAsync(told);

        await node.Inbox.FailAsync([row], "no", Short, Token);
        (await node.Inbox.FindDueAsync(10, Token)).ShouldBeEmpty();
        await PassAsync(Short);
        (await node.Inbox.FindDueAsync(10, Token)).ShouldBe(["sub_a"]);
        await node.Inbox.FailAsync([row], "never", null, Token);
        row = await node.StateOfAsync(told);
        (row.State, row.Reason, row.Attempts).ShouldBe((WebhookState.Dead, "never", 2));
        (await node.Inbox.CountAsync(Token)).ShouldSatisfyAllConditions(f => f.Dead.ShouldBe(1), f => f.Pending.ShouldBe(0), f => f.LastType.ShouldBe(told.Type));

        (await node.Inbox.ReplayAsync(row.Id, Token)).ShouldBeTrue();
        row = await node.StateOfAsync(told);
        (row.State, row.Reason, row.Attempts, row.EndedAt).ShouldBe((WebhookState.Pending, null, 0, null));
        (await node.Inbox.ReplayAsync(row.Id + 1000, Token)).ShouldBeFalse();
    }

    [Fact]
    public async Task List_ByStateTypeAndThing_IsNewestFirstWithoutBodies()
    {
        var node = await BillingAsync();
        var (first, second, third) = (Told(node, "a"), Told(node, "b"), Told(node, "a"));
        await node.Inbox.AddAsync("memory", first, false, null, Token);
        await node.Inbox.AddAsync("memory", second, false, "no", Token);
        await node.Inbox.AddAsync("memory", third, false, null, Token);

        var all = await node.Inbox.ListAsync(new WebhookQuery(), Token);
        all.Select(e => e.Reference).ShouldBe([third.Reference, second.Reference, first.Reference]);
        all.ShouldAllBe(e => e.Body == null);
        (await node.Inbox.ListAsync(new WebhookQuery { State = WebhookState.Ignored }, Token)).ShouldHaveSingleItem().Reference.ShouldBe(second.Reference);
        (await node.Inbox.ListAsync(new WebhookQuery { About = "cus_a", Take = 1 }, Token)).ShouldHaveSingleItem().Reference.ShouldBe(third.Reference);
        (await node.Inbox.ListAsync(new WebhookQuery { Before = all[1].Id }, Token)).ShouldHaveSingleItem().Reference.ShouldBe(first.Reference);
        (await node.Inbox.ListAsync(new WebhookQuery { Type = "nothing" }, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task CleanUp_OfWhatIsDone_TakesBodiesFirstAndKeepsWhatWaits()
    {
        var node = await BillingAsync();
        var (waiting, ignored) = (Told(node, "a"), Told(node, "b"));
        await node.Inbox.AddAsync("memory", waiting, false, null, Token);
        await node.Inbox.AddAsync("memory", ignored, false, "no", Token);
        var later = _clock.GetUtcNow().AddHours(1);
        var rows = node.Node.Get<IEnumerable<IStaleRows>>().ToLookup(r => r.Kind);

        (await rows[StaleKind.WebhookBodies].Single().CountAsync(later, Token)).ShouldBe(1);
        (await rows[StaleKind.WebhookBodies].Single().RemoveAsync(later, Token).SumAsync(Token)).ShouldBe(1);
        (await node.StateOfAsync(ignored)).Body.ShouldBeNull();
        (await node.Inbox.ReplayAsync((await node.StateOfAsync(ignored)).Id, Token)).ShouldBeFalse("without its body it can't be done again");
        (await node.Inbox.AddAsync("memory", ignored, false, null, Token)).ShouldBeFalse("it is still known");
        (await rows[StaleKind.WebhookEvents].Single().RemoveAsync(later, Token).SumAsync(Token)).ShouldBe(1);
        (await node.StateOfAsync(waiting)).Body.ShouldBe(waiting.Body);
        (await node.Inbox.ClaimAsync("dead", "node", TimeSpan.FromMilliseconds(1), Token)).ShouldNotBeNull();
        (await rows[StaleKind.BillingClaims].Single().RemoveAsync(later, Token).SumAsync(Token)).ShouldBe(1);
    }

    /// <summary>How long a claim or pause is that the test waits for: the server's clock can't be moved.</summary>
    private static TimeSpan Short => TimeSpan.FromMilliseconds(300);

    private Task PassAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.Delay(time * 1.1, Token); // the database's clock, where it has one
    }

    private async Task<BillingNode> BillingAsync()
    {
        var node = await BillingNode.CreateAsync(await Host.CreateAsync(), _clock);
        Keep(node.Node);
        return node;
    }

    private static ProviderEvent Told(BillingNode node, string name) =>
        node.Account.Tell("customer.subscription.updated", ProviderEventKind.Subscription, $"sub_{name}", $"sub_{name}", $"cus_{name}");
}
