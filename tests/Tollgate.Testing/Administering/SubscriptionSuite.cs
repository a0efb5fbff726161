using Shouldly;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.Limiting;
using Tollgate.Testing.Hosting;
using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Testing.Administering;

/// <summary>Subscriptions whose plan, seats, trial or period change, with what was used meanwhile.</summary>
public abstract class SubscriptionSuite(IStoreHost host) : StoreSuite(host)
{
    [Theory]
    [InlineData(ChangePolicy.Keep, 3_000)]
    [InlineData(ChangePolicy.Additive, 4_000)]
    [InlineData(ChangePolicy.Reset, 3_600)]
    public async Task Change_ToAnotherPlan_GivesTheMonthLimitOfItsPolicyUntilTheMonthEnds(ChangePolicy policy, long expected)
    {
        var clock = new MovableClock();
        var node = await NodeAsync(clock);
        var user = await SubscribedAsync(node, Monthly("small", 1_000));
        await UseAsync(node, user, 1_000, 600);
        var big = await ApplyAsync(node, Monthly("big", 3_000) with { ChangePolicy = policy });

        var changed = await node.Get<SetSubscription>().RunAsync(new SubscriptionRequest { User = user.Name, Plan = big.Name }, Token);

        changed.PeriodLimit.ShouldBe(policy == ChangePolicy.Keep ? null : expected);
        changed.ChangesAt.ShouldBe(changed.PeriodLimitUntil);
        var month = (await FindAsync(node, user)).Limits.ShouldHaveSingleItem();
        month.Limit.ShouldBe(expected);
        clock.Advance((changed.PeriodLimitUntil ?? clock.GetUtcNow()) - clock.GetUtcNow());
        (await FindAsync(node, user)).Limits.ShouldHaveSingleItem().Limit.ShouldBe(3_000);
    }

    [Fact]
    public async Task Change_Proportional_CountsTheMonthThatFollowsTheSubscription()
    {
        var clock = new MovableClock();
        var node = await NodeAsync(clock);
        var small = Monthly("small", 1_000) with { Month = MonthWindow.Subscription };
        var big = await ApplyAsync(node, Monthly("big", 3_000) with { Month = MonthWindow.Subscription, ChangePolicy = ChangePolicy.Proportional });
        var user = await SubscribedAsync(node, small);
        var start = clock.GetUtcNow() - TimeSpan.FromDays(10);
        await node.Get<SetSubscription>().RunAsync(new SubscriptionRequest { User = user.Name, PeriodStart = start, PeriodEnd = start.AddMonths(1) }, Token);

        var changed = await node.Get<SetSubscription>().RunAsync(new SubscriptionRequest { User = user.Name, Plan = big.Name }, Token);

        var passed = TimeSpan.FromDays(10) / (start.AddMonths(1) - start);
        changed.PeriodLimit!.Value.ShouldBeInRange((long)(3_000 - (2_000 * passed)) - 1, (long)(3_000 - (2_000 * passed)) + 1);
        changed.PeriodLimitUntil.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(start.AddMonths(1).ToUnixTimeMilliseconds()));
    }

    [Fact]
    public async Task Change_ToASmallerPlan_NeverShowsLessThanNothing()
    {
        var node = await NodeAsync();
        var user = await SubscribedAsync(node, Monthly("big", 3_000));
        await UseAsync(node, user, 3_000, 2_500);
        var small = await ApplyAsync(node, Monthly("small", 1_000));

        await node.Get<SetSubscription>().RunAsync(new SubscriptionRequest { User = user.Name, Plan = small.Name }, Token);

        var decision = await PeekAsync(node, user);
        decision.IsAdmitted.ShouldBeFalse();
        var month = decision.Windows.ShouldHaveSingleItem();
        (month.Limit, month.Used, month.Remaining).ShouldBe((1_000, 1_000, 0));
    }

    [Fact]
    public async Task Change_OfSeats_MultipliesTheLimitsAtOnce()
    {
        var node = await NodeAsync();
        var user = await SubscribedAsync(node, Monthly("team", 100) with { IsPerSeat = true, ChangePolicy = ChangePolicy.Additive });
        await UseAsync(node, user, 100, 30);

        var changed = await node.Get<SetSubscription>().RunAsync(new SubscriptionRequest { User = user.Name, Quantity = 4 }, Token);

        changed.Quantity.ShouldBe(4);
        changed.PeriodLimit.ShouldBe(100 + 400);
        (await ErrorsOfAsync(() => node.Get<SetSubscription>().RunAsync(new SubscriptionRequest { User = user.Name, Quantity = 0 }, Token)))
            .ShouldHaveSingleItem().Field.ShouldBe("quantity");
    }

    [Fact]
    public async Task Change_TwiceInAMonth_BeginsWithTheLimitInForce()
    {
        var node = await NodeAsync();
        var user = await SubscribedAsync(node, Monthly("a", 100));
        await UseAsync(node, user, 100, 100);
        var (b, c) = (await ApplyAsync(node, Monthly("b", 200) with { ChangePolicy = ChangePolicy.Reset }), await ApplyAsync(node, Monthly("c", 50) with { ChangePolicy = ChangePolicy.Additive }));

        await node.Get<SetSubscription>().RunAsync(new SubscriptionRequest { User = user.Name, Plan = b.Name }, Token);
        var changed = await node.Get<SetSubscription>().RunAsync(new SubscriptionRequest { User = user.Name, Plan = c.Name }, Token);

        changed.PeriodLimit.ShouldBe(100 + 200 + 50);
    }

    [Fact]
    public async Task Change_OfThePeriod_GivesAWholeMonthWhenItCutsOneShortAndNothingAtARenewal()
    {
        var node = await NodeAsync();
        var user = await SubscribedAsync(node, Monthly("pro", 100) with { Month = MonthWindow.Subscription });
        var now = DateTimeOffset.UtcNow;
        await node.Get<SetSubscription>().RunAsync(new SubscriptionRequest { User = user.Name, PeriodStart = now.AddDays(-40), PeriodEnd = now.AddDays(-40).AddMonths(1) }, Token);
        await UseAsync(node, user, 100, 70);

        var renewed = await node.Get<SetSubscription>().RunAsync(
            new SubscriptionRequest { User = user.Name, PeriodStart = now.AddDays(-40).AddMonths(1), PeriodEnd = now.AddDays(-40).AddMonths(2) }, Token);
        renewed.PeriodLimit.ShouldBeNull();
        (await PeekAsync(node, user)).Windows.Single().Remaining.ShouldBe(30, "the clock is the same, so what was used since the period's end counts");

        var moved = await node.Get<SetSubscription>().RunAsync(
            new SubscriptionRequest { User = user.Name, PeriodStart = now.AddMinutes(-1), PeriodEnd = now.AddMinutes(-1).AddYears(1) }, Token);
        moved.PeriodLimit.ShouldBe(70 + 100);
        (await PeekAsync(node, user)).Windows.Single().Remaining.ShouldBe(100);
    }

    [Fact]
    public async Task Trial_UntilItEnds_HasItsOwnLimits()
    {
        var clock = new MovableClock();
        var node = await NodeAsync(clock);
        var user = await SubscribedAsync(node, Monthly("pro", 1_000) with { TrialLimits = [Per("month", 20)] });

        var changed = await node.Get<SetSubscription>().RunAsync(new SubscriptionRequest { User = user.Name, TrialEndsAt = clock.GetUtcNow().AddDays(1) }, Token);

        changed.Status.ShouldBe(SubscriptionStatus.Trialing);
        changed.ChangesAt.ShouldBe(changed.TrialEndsAt);
        var trial = await FindAsync(node, user);
        trial.Limits.ShouldBe([Per("month", 20)]);
        trial.ValidUntil!.Value.ShouldBe(changed.TrialEndsAt!.Value, TimeSpan.FromMilliseconds(1));
        clock.Advance(TimeSpan.FromDays(1));
        (await FindAsync(node, user)).Limits.ShouldBe([Per("month", 1_000)], "it is over, whatever the status says");
    }

    [Fact]
    public async Task Several_WithRanks_TheBestCountsAndTheOthersAreShown()
    {
        var node = await NodeAsync();
        var user = await SubscribedAsync(node, Monthly("addon", 10) with { Rank = 5 });
        var main = await ApplyAsync(node, Monthly("main", 99));
        await node.Get<IUserStore>().SaveSubscriptionAsync(new Subscription { UserId = user.Id, PlanName = main.Name, CurrentPeriodStart = DateTimeOffset.UtcNow.AddDays(1) }, Token);

        (await FindAsync(node, user)).Limits.ShouldBe([Per("month", 10)]);
        var account = (await node.Get<ShowUser>().RunAsync(user.Name, Token)).Account;
        account.Subscriptions.Count.ShouldBe(2);
        account.Subscription!.PlanName.ShouldStartWith("addon");

        await node.Get<SetSubscription>().RunAsync(new SubscriptionRequest { User = user.Name, Status = SubscriptionStatus.Canceled }, Token);
        (await FindAsync(node, user)).Limits.ShouldBe([Per("month", 99)]);
    }

    [Fact]
    public async Task Preview_OfAChange_SaysWhatTheChangeThenDoes()
    {
        var node = await NodeAsync();
        var user = await SubscribedAsync(node, Monthly("small", 1_000));
        await UseAsync(node, user, 1_000, 600);
        foreach (var policy in Enum.GetValues<ChangePolicy>())
        {
            var plan = await ApplyAsync(node, Monthly("big", 3_000) with { ChangePolicy = policy, IsPerSeat = true });

            var preview = await node.Get<PreviewPlanChange>().RunAsync(user.Name, plan.Name, 2, Token);

            (preview.Used, preview.MonthLimitBefore, preview.LimitsAfter.Single().Limit).ShouldBe((600, 1_000, 6_000));
            var promised = preview.Policies.Single(p => p.IsPlans);
            promised.Policy.ShouldBe(policy);
            await node.Get<SetSubscription>().RunAsync(new SubscriptionRequest { User = user.Name, Plan = plan.Name, Quantity = 2 }, Token);
            var (limit, remaining) = ((await FindAsync(node, user)).Limits.Single().Limit, (await PeekAsync(node, user)).Windows.Single().Remaining);
            limit.ShouldBeInRange(promised.Limit!.Value - 1, promised.Limit.Value, "between the two a moment has passed");
            remaining.ShouldBe(limit - 600);
            var small = await ApplyAsync(node, Monthly("small", 1_000));
            await node.Get<SetSubscription>().RunAsync(new SubscriptionRequest { User = user.Name, Plan = small.Name, Quantity = 1 }, Token);
        }

        (await ErrorsOfAsync(() => node.Get<PreviewPlanChange>().RunAsync("nobody", "nothing", 0, Token))).Select(e => e.Field).ShouldBe(["user", "plan", "quantity"]);
    }

    protected static Plan Monthly(string name, long month) => new() { Name = NewName(name), Limits = [Per("month", month)] };

    protected static async Task<Plan> ApplyAsync(TestNode node, Plan plan)
    {
        await node.Get<ApplyPlans>().RunAsync([plan], dryRun: false, prune: false, Token);
        return plan;
    }

    protected static async Task<User> SubscribedAsync(TestNode node, Plan plan)
    {
        await ApplyAsync(node, plan);
        return (await AddUserAsync(node, plan.Name)).Account.User;
    }

    protected static async Task<Entitlement> FindAsync(TestNode node, User user) => (await node.Get<IEntitlementStore>().FindBySubjectAsync(user.Subject, Token))!;

    protected static async Task<Decision> PeekAsync(TestNode node, User user) =>
        await node.Get<IRateLimiter>().PeekAsync(await FindAsync(node, user), null, 1, Token);

    /// <summary>Charges units of the month, as granted under a limit.</summary>
    protected static async Task UseAsync(TestNode node, User user, long limit, long units)
    {
        var ledger = node.Get<IQuotaLedger>();
        var window = (await FindAsync(node, user)).Limits.Single().Window;
        var now = (await ledger.ReadAsync(user.Subject, Token)).DatabaseNow;
        var reply = await ledger.GrantAsync([Ask.For(Ask.Spec(user.Subject, (window, limit)), now, units)], Token);
        reply.Grants.Single().Granted.ShouldBe(units);
    }
}
