using System.Diagnostics;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.Limiting;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Testing.Administering;

/// <summary>Plans that bill overage, with and without a spend cap, through the real limiter.</summary>
public abstract class SpendCapSuite(IStoreHost host) : StoreSuite(host)
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(Enforcement.Leased)]
    [InlineData(Enforcement.Strict)]
    public async Task Cap_OnTwoNodes_AdmitsExactlyWhatItPaysFor(Enforcement enforcement)
    {
        var (node, other) = (await LimitingAsync(), await LimitingAsync());
        var user = await SubscribedAsync(node, Billed() with { Enforcement = enforcement });

        await node.Get<SetSpendCap>().RunAsync(user.Name, 9, "USD", Token); // 9 cents pay for floor(9 / 0.2) = 45 units

        var admitted = (await Task.WhenAll(AdmittedAsync(node, user), AdmittedAsync(other, user))).Sum();
        admitted.ShouldBe(20 + 45);
        var decision = await PeekAsync(node, user);
        decision.IsAdmitted.ShouldBeFalse();
        DecisionExplanation.Of(decision, "billed").ShouldContain("45 units billed beyond it, and the spend cap leaves 0 more");
        var month = decision.Windows.Single();
        (month.Limit, month.Used, month.Remaining, month.Overage, month.OverageLeft).ShouldBe((20, 65, 0, 45L, 0));
    }

    [Fact]
    public async Task Overage_WithoutCap_IsAdmittedAndExplained()
    {
        var node = await LimitingAsync();
        var user = await SubscribedAsync(node, Billed() with { Enforcement = Enforcement.Strict });
        for (var i = 0; i < 25; i++)
        {
            (await AcquireAsync(node, user)).IsAdmitted.ShouldBeTrue();
        }

        var decision = await PeekAsync(node, user);

        decision.IsAdmitted.ShouldBeTrue();
        DecisionExplanation.Of(decision, "billed").ShouldContain("5 units beyond them are billed");
        var month = decision.Windows.Single();
        (month.Limit, month.Remaining, month.Overage, month.Room).ShouldBe((20, 0, 5L, Limit.Unlimited));
    }

    [Fact]
    public async Task Cap_SetLiftedAndInAnotherCurrency_HoldsOnlyWhereItShould()
    {
        var node = await NodeAsync();
        var user = await SubscribedAsync(node, Billed());
        await node.Get<SetSpendCap>().RunAsync(user.Name, 100, "eur", Token);
        (await MonthAsync(node, user)).Limit.ShouldBe(Limit.Unlimited, "the plan bills in another currency");

        await node.Get<SetSpendCap>().RunAsync(user.Name, 0, "usd", Token);
        (await MonthAsync(node, user)).Limit.ShouldBe(20);
        (await node.Get<ShowUser>().RunAsync(user.Name, Token)).Account.SpendCap!.Amount.ShouldBe(0);

        (await node.Get<SetSpendCap>().RemoveAsync(user.Name, Token)).ShouldBeTrue();
        (await node.Get<SetSpendCap>().RemoveAsync(user.Name, Token)).ShouldBeFalse();
        (await MonthAsync(node, user)).Limit.ShouldBe(Limit.Unlimited);
        (await ErrorsOfAsync(() => node.Get<SetSpendCap>().RunAsync("nobody", -1, "dollars", Token))).Select(e => e.Field).ShouldBe(["user", "amount", "currency"]);
    }

    [Fact]
    public async Task Restriction_OfAnOveragePlan_StopsPaidUnits()
    {
        var node = await NodeAsync();
        var user = await SubscribedAsync(node, Billed());

        await node.Get<IUserStore>().ChangeSubscriptionAsync(
            (await node.Get<ShowUser>().RunAsync(user.Name, Token)).Account.Subscription!, s => s.Restriction = s.ManualRestriction = RestrictionLevel.Warning, Token);

        (await MonthAsync(node, user)).ShouldBe(Per("month", 20));
    }

    [Fact]
    public async Task Upgrade_OnAnotherNode_LetsARefusedCallerInWithinASecond()
    {
        var (node, other) = (await LimitingAsync(), await NodeAsync());
        await node.ListenAsync(Token);
        var user = await SubscribedAsync(other, new Plan { Name = NewName("small"), Limits = [Per("month", 3)], Enforcement = Enforcement.Strict });
        (await AdmittedAsync(node, user)).ShouldBe(3);
        var big = new Plan { Name = NewName("big"), Limits = [Per("month", 2)], IsPerSeat = true, ChangePolicy = ChangePolicy.Reset };
        await other.Get<ApplyPlans>().RunAsync([big], dryRun: false, prune: false, Token);

        await other.Get<SetSubscription>().RunAsync(new SubscriptionRequest { User = user.Name, Plan = big.Name, Quantity = 2 }, Token);

        await ReachesAsync(async () => (await AcquireAsync(node, user)).IsAdmitted);
        (await AdmittedAsync(node, user)).ShouldBe(3, "three were used, and the new plan brings four");
    }

    [Fact]
    public async Task HigherCap_OnAnotherNode_LetsARefusedCallerInWithinASecond()
    {
        var (node, other) = (await LimitingAsync(), await NodeAsync());
        await node.ListenAsync(Token);
        var user = await SubscribedAsync(other, Billed() with { Enforcement = Enforcement.Strict });
        await other.Get<SetSpendCap>().RunAsync(user.Name, 1, "usd", Token);
        (await AdmittedAsync(node, user)).ShouldBe(25);

        await other.Get<SetSpendCap>().RunAsync(user.Name, 2, "usd", Token);

        await ReachesAsync(async () => (await AcquireAsync(node, user)).IsAdmitted);
        (await AdmittedAsync(node, user)).ShouldBe(4);
    }

    private static Plan Billed() => new()
    {
        Name = NewName("billed"),
        Limits = [Per("month", 20)],
        Overage = new Overage { Meter = "units", UnitAmount = 0.2m, Currency = "usd" },
    };

    private async Task<TestNode> LimitingAsync()
    {
        var node = await NodeAsync();
        node.Get<Microsoft.Extensions.Options.IOptions<LimitingOptions>>().Value.DecisionTimeout = TimeSpan.FromSeconds(20); // a busy machine is no reason to refuse
        node.Get<LedgerPump>().Start();
        return node;
    }

    private static async Task<User> SubscribedAsync(TestNode node, Plan plan)
    {
        await node.Get<ApplyPlans>().RunAsync([plan], dryRun: false, prune: false, Token);
        return (await AddUserAsync(node, plan.Name)).Account.User;
    }

    private static async Task<WindowLimit> MonthAsync(TestNode node, User user) =>
        (await node.Get<IEntitlementStore>().FindBySubjectAsync(user.Subject, Token))!.Limits.Single();

    private static async Task<Decision> PeekAsync(TestNode node, User user) => await node.Get<IRateLimiter>().PeekAsync(
        (await node.Get<IEntitlementStore>().FindBySubjectAsync(user.Subject, Token))!, null, 1, Token);

    /// <summary>Calls as the gateway does, with whoever is remembered.</summary>
    private static async Task<Decision> AcquireAsync(TestNode node, User user)
    {
        var caller = await node.Get<CallerDirectory>().FindAsync(new Tollgate.Identifying.Credentials { UserName = user.Name }, Token);
        var decision = await node.Get<IRateLimiter>().AcquireAsync(caller.Entitlement!, null, 1, Token);
        node.Get<IRateLimiter>().Complete(decision, isCharged: true);
        return decision;
    }

    /// <summary>Calls until nothing has been let in for longer than a lease lives, so that what another node held is back.</summary>
    private static async Task<int> AdmittedAsync(TestNode node, User user)
    {
        var (admitted, last) = (0, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(last) < TimeSpan.FromSeconds(3))
        {
            if ((await AcquireAsync(node, user)).IsAdmitted)
            {
                (admitted, last) = (admitted + 1, Stopwatch.GetTimestamp());
            }
            else
            {
                await Task.Delay(50, Token);
            }
        }

        return admitted;
    }

    private static async Task ReachesAsync(Func<Task<bool>> isReached)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await isReached())
        {
            Stopwatch.GetElapsedTime(start).ShouldBeLessThan(Promised, "a change reaches every node within a second");
            await Task.Delay(20, Token);
        }
    }
}
