using Shouldly;
using Tollgate.Administering;
using Tollgate.Aggregating;
using Tollgate.Billing;
using Tollgate.Billing.Metering;
using Tollgate.Entitling;
using Tollgate.Limiting;
using Tollgate.Recording;
using Tollgate.Testing.Hosting;
using Tollgate.Testing.Limiting;
using Tollgate.Testing.Recording;
using Xunit;

namespace Tollgate.Testing.Billing;

/// <summary>After a change of plan within a month of the ledger, what callers are told, what the spend cap admits and what is billed are one number.</summary>
public abstract class PlanChangeBillingSuite(IStoreHost host) : StoreSuite(host)
{
    private const long Included = 20;
    private const long Capped = 45; // 9 cents at 0.2 cents a unit
    private static long s_sequence;

    [Theory]
    [InlineData(ChangePolicy.Keep)]
    [InlineData(ChangePolicy.Proportional)]
    [InlineData(ChangePolicy.Additive)]
    [InlineData(ChangePolicy.Reset)]
    public async Task Purchase_InMidMonth_CountsOverageFromItsOwnUnits(ChangePolicy policy)
    {
        var (node, user, name) = await BillingAsync(Billed("billed") with { ChangePolicy = policy });
        await UseAsync(node, user, 30);

        await SubscribeAsync(node, user, name, "billed");
        (await UseAsync(node, user, 26)).ShouldBe(26);

        (await OverageAsync(node, user)).ShouldBe(6);
        (await BilledAsync(node, user, "billed")).ShouldBe(6);
        (await UseAsync(node, user, 100)).ShouldBe(Included + Capped - 26, "the cap pays for units of this plan only");
        (await OverageAsync(node, user)).ShouldBe(Capped);
        (await BilledAsync(node, user, "billed")).ShouldBe(Capped);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Purchase_OfPayAsYouGoInMidMonth_IsCappedWhereItsBillIs(bool hasMonthLimit)
    {
        var (node, user, name) = await BillingAsync(Billed("metered") with { IsMetered = true, Limits = hasMonthLimit ? [Per("month", 1_000)] : [] });
        await UseAsync(node, user, 30);

        await SubscribeAsync(node, user, name, "metered");

        (await UseAsync(node, user, 100)).ShouldBe(Capped);
        (await BilledAsync(node, user, "metered")).ShouldBe(Capped);
    }

    [Fact]
    public async Task Change_BetweenBilledPlansAndBack_BillsEachItsOwnUnits()
    {
        var (node, user, name) = await BillingAsync(Billed("a"), Billed("b"));
        await UseAsync(node, user, 30);
        await SubscribeAsync(node, user, name, "a");
        await UseAsync(node, user, 25);
        (await OverageAsync(node, user)).ShouldBe(5);

        await SubscribeAsync(node, user, name, "b");
        await UseAsync(node, user, 23);
        (await OverageAsync(node, user)).ShouldBe(3);
        (await BilledAsync(node, user, "b")).ShouldBe(3);

        await SubscribeAsync(node, user, name, "a");
        (await OverageAsync(node, user)).ShouldBe(5, "what the bill of the plan counts already");
        (await UseAsync(node, user, 100)).ShouldBe(Capped - 5);
        (await BilledAsync(node, user, "a")).ShouldBe(Capped);
    }

    [Fact]
    public async Task Seats_MoreAndFewerAfterAPurchase_IncludeWhatTheBillIncludes()
    {
        var (node, user, name) = await BillingAsync(Billed("team") with { IsPerSeat = true });
        await UseAsync(node, user, 30);
        await SubscribeAsync(node, user, name, "team");
        await UseAsync(node, user, 50);
        (await OverageAsync(node, user)).ShouldBe(30);

        await SubscribeAsync(node, user, name, "team", seats: 2);
        (await OverageAsync(node, user)).ShouldBe(10);
        (await BilledAsync(node, user, "team")).ShouldBe(10);

        await SubscribeAsync(node, user, name, "team", seats: 1);
        (await OverageAsync(node, user)).ShouldBe(10);
        (await UseAsync(node, user, 100)).ShouldBe(Capped - 10);
        (await BilledAsync(node, user, "team")).ShouldBe(Capped);
    }

    [Fact]
    public async Task Purchase_WithoutARequestUntilTheOldMonthEnds_KeepsTheCountThatBillingBeginsAt()
    {
        var (node, user, name) = await BillingAsync(Billed("billed"));
        await UseAsync(node, user, 30);

        await SubscribeAsync(node, user, name, "billed");

        var month = (await FindAsync(node, user)).Limits.Single().Window;
        var reading = await node.Node.Get<IQuotaLedger>().ReadAsync(User.SubjectOf(user), Token);
        var slot = Window.StandardSlot(Window.Month.Name);
        (reading.Rows.Single().Spans[slot], reading.Rows.Single().Used[slot]).ShouldBe((month.At(reading.DatabaseNow), 30));
    }

    private static Plan Billed(string name) => new()
    {
        Name = name,
        Limits = [Per("month", Included)],
        Month = MonthWindow.Subscription,
        PriceReference = $"price_{name}",
        Overage = new Overage { Meter = "api_units", UnitAmount = 0.2m, Currency = "usd" },
    };

    /// <summary>A user of a free plan whose month is the calendar's, with a spend cap, on a database with these plans.</summary>
    private async Task<(BillingNode Node, long User, string Name)> BillingAsync(params Plan[] plans)
    {
        var node = await BillingNode.CreateAsync(await Host.CreateAsync(), null);
        Keep(node.Node);
        await BillingNode.SavePlansAsync(node.Node, [new Plan { Name = "free", Limits = [Per("month", 1_000)] }, .. plans]);
        var name = NewName("u");
        var user = await node.AddUserAsync(name);
        await node.Node.Get<SetSpendCap>().RunAsync(name, 9, "usd", Token);
        return (node, user, name);
    }

    /// <summary>What the provider tells of a purchase, or of a change within the period.</summary>
    private static async Task SubscribeAsync(BillingNode node, long user, string name, string plan, long seats = 1)
    {
        var start = node.Account.Subscriptions.GetValueOrDefault($"sub_{name}")?.Items[0].PeriodStart ?? Seconds(node.Node.Get<TimeProvider>().GetUtcNow().AddSeconds(-30));
        var subscription = node.Account.Set(ScriptedAccount.NewSubscription(name, user, $"price_{plan}") with
        {
            Items = [new ProviderItem($"price_{plan}", seats, null, start, start.AddMonths(1))],
            CreatedAt = start,
        });
        await node.TakeAsync(node.Account.TellOf(subscription, "customer.subscription.updated"));
        (await node.PlanOfAsync(user)).ShouldBe(plan);
    }

    /// <summary>Uses what the month still admits, up to so many units, and records it; returns how many.</summary>
    private static async Task<long> UseAsync(BillingNode node, long user, long units)
    {
        var entitlement = await FindAsync(node, user);
        var month = entitlement.Limits.Single();
        var ledger = node.Node.Get<IQuotaLedger>();
        var now = (await ledger.ReadAsync(entitlement.Subject, Token)).DatabaseNow;
        var reply = await ledger.GrantAsync([Ask.For(Ask.Spec(entitlement.Subject, (month.Window, month.Limit)), now, units)], Token);
        var granted = reply.Grants.Single().Granted;
        var used = Events.Served("planchange", Interlocked.Increment(ref s_sequence), DateTimeOffset.FromUnixTimeMilliseconds(now)) with
        {
            Subject = entitlement.Subject,
            UserId = user,
            Plan = entitlement.Plan.Name,
            Cost = granted,
            Charged = granted,
        };
        await node.Node.Get<IUsageStore>().AddAsync([used], Token);
        return granted;
    }

    /// <summary>What <c>Tollgate-Overage</c> says.</summary>
    private static async Task<long?> OverageAsync(BillingNode node, long user) =>
        (await node.Node.Get<IRateLimiter>().PeekAsync(await FindAsync(node, user), null, 1, Token)).Windows.Single().Overage;

    /// <summary>What the planner would bill by now.</summary>
    private static async Task<long> BilledAsync(BillingNode node, long user, string plan)
    {
        await node.Node.Get<SumUsage>().RunAsync(null, Token);
        var page = await node.Node.Get<IMeteringStore>().ReadAsync(new MeteringScan { UserId = user, IncludesRunningHour = true }, Token);
        return page.Customers.Single().Segments.Single(s => s.Segment.PlanName == plan).Target;
    }

    private static async Task<Entitlement> FindAsync(BillingNode node, long user) =>
        (await node.Node.Get<IEntitlementStore>().FindBySubjectAsync(User.SubjectOf(user), Token))!;

    private static DateTimeOffset Seconds(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());
}
