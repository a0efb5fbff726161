using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Billing;
using Tollgate.Billing.Crediting;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore.Statements;
using Tollgate.Hosting;
using Tollgate.Limiting;
using Tollgate.Maintaining;
using Tollgate.Testing.Hosting;
using Tollgate.Watching;
using Xunit;

namespace Tollgate.Testing.Billing;

/// <summary>Prepaid credits on a database: granted once, spent once, expired exactly.</summary>
public abstract class CreditSuite(IStoreHost host) : StoreSuite(host)
{
    private const string PlanName = "prepaid";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Grant_SameReferenceAgainAndAtOnce_CountsOnce()
    {
        var node = await ReadyAsync();
        var user = await CustomerAsync(node);
        var reference = NewName("line");

        var granted = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => GrantAsync(node, user, 100, reference: reference)));

        granted.Count(g => g.IsNew).ShouldBe(1);
        granted.Select(g => g.Grant.Id).Distinct().ShouldHaveSingleItem();
        var balance = await BalanceAsync(node, user);
        (balance.Granted, balance.Spent, balance.Expired, balance.Left).ShouldBe((100, 0, 0, 100));
    }

    [Fact]
    public async Task Grant_WhatIsWrong_IsNamedAllAtOnce()
    {
        var node = await ReadyAsync();
        var user = await CustomerAsync(node);
        var other = await CustomerAsync(node);
        await GrantAsync(node, user, 5, reference: $"ref-{user}");
        var grants = node.Get<GrantCredits>();
        var yesterday = (await NowAsync(node)).AddDays(-1);

        var errors = await ErrorsOfAsync(() => grants.RunAsync("nobody", 0, yesterday, " ", new string('x', 501), "t", Token));
        var taken = await ErrorsOfAsync(() => GrantAsync(node, other, 5, reference: $"ref-{user}"));
        var differs = await ErrorsOfAsync(() => GrantAsync(node, user, 6, reference: $"ref-{user}"));

        errors.Select(e => e.Field).ShouldBe(["user", "units", "expiresAt", "reference", "reason"], ignoreOrder: true);
        taken.ShouldHaveSingleItem().Field.ShouldBe("reference");
        differs.ShouldHaveSingleItem().Field.ShouldBe("reference");
        (await BalanceAsync(node, other)).Granted.ShouldBe(0);
    }

    [Fact]
    public async Task Entitlement_OfAPlanWithCredits_HasThemUnrestricted()
    {
        var node = await ReadyAsync();
        var user = await CustomerAsync(node);
        await node.Get<SetRestriction>().RunAsync(Subject(user), RestrictionLevel.Limited, null, Token);
        await GrantAsync(node, user, 100);

        var limits = (await EntitlementAsync(node, user)).Limits;

        limits.Single(l => l.Window.NeverEnds).Limit.ShouldBe(100);
        limits.Single(l => !l.Window.NeverEnds).Limit.ShouldBe(25_000); // the share of a limited caller
        (await node.Get<ICustomerLimits>().FindAsync([user], Token))[user].Limits.ShouldBe(limits);
    }

    [Fact]
    public async Task Spend_MoreThanGranted_StopsAtTheLastCreditUntilATopUp()
    {
        var node = await ReadyAsync();
        var user = await CustomerAsync(node);
        await GrantAsync(node, user, 7);

        (await SpendAsync(node, user, 10)).Granted.ShouldBe(7);
        (await SpendAsync(node, user, 1)).Granted.ShouldBe(0);
        await GrantAsync(node, user, 5);
        (await SpendAsync(node, user, 10)).Granted.ShouldBe(5);

        var balance = await BalanceAsync(node, user);
        (balance.Granted, balance.Spent, balance.Expired, balance.Left).ShouldBe((12, 12, 0, 0));
        balance.Grants.Select(g => g.Spent).ShouldBe([7, 5]);
    }

    [Fact]
    public async Task Expire_WhatWasNotSpent_IsLostOnceHoweverOftenItRuns()
    {
        var node = await ReadyAsync();
        var user = await CustomerAsync(node);
        var bonus = await GrantAsync(node, user, 100, (await NowAsync(node)).AddHours(1));
        await GrantAsync(node, user, 50);
        await SpendAsync(node, user, 30);
        await EndAsync(node, bonus);
        var store = node.Get<ICreditStore>();

        var expired = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => store.ExpireAsync(user, Token)));

        expired.Sum().ShouldBe(70);
        (await store.ExpireAsync(user, Token)).ShouldBe(0);
        var balance = await BalanceAsync(node, user);
        (balance.Granted, balance.Spent, balance.Expired, balance.Left).ShouldBe((150, 30, 70, 50));
        balance.Grants.Select(g => (g.Spent, g.Expired, g.Left)).ShouldBe([(30, 70, 0), (0, 0, 50)]);
        (await SpendAsync(node, user, 100)).Granted.ShouldBe(50);
    }

    [Fact]
    public async Task Expire_AfterATopUpInBetween_TakesNothingOfIt()
    {
        var node = await ReadyAsync();
        var user = await CustomerAsync(node);
        var first = await GrantAsync(node, user, 100, (await NowAsync(node)).AddHours(1));
        await SpendAsync(node, user, 40);
        await EndAsync(node, first); // and nobody has looked when the next one comes
        var second = await GrantAsync(node, user, 10, (await NowAsync(node)).AddHours(1));
        await SpendAsync(node, user, 4);
        await GrantAsync(node, user, 10);
        await EndAsync(node, second);

        (await node.Get<ICreditStore>().ExpireAsync(user, Token)).ShouldBe(6);

        var balance = await BalanceAsync(node, user);
        balance.Grants.Select(g => (g.Spent, g.Expired, g.Left)).ShouldBe([(40, 60, 0), (4, 6, 0), (0, 0, 10)]);
    }

    [Fact]
    public async Task Expire_GrantThatCameAfterTheSpending_IsNotTakenForSpent()
    {
        var node = await ReadyAsync();
        var user = await CustomerAsync(node);
        await GrantAsync(node, user, 100);
        await SpendAsync(node, user, 60);
        var bonus = await GrantAsync(node, user, 10, (await NowAsync(node)).AddHours(1));
        await EndAsync(node, bonus);

        (await node.Get<ICreditStore>().ExpireAsync(user, Token)).ShouldBe(10);

        (await BalanceAsync(node, user)).Left.ShouldBe(40);
    }

    [Fact]
    public async Task Expire_UnitsThatComeBackFromALease_ExpireToo()
    {
        var node = await ReadyAsync();
        var user = await CustomerAsync(node);
        var bonus = await GrantAsync(node, user, 100, (await NowAsync(node)).AddHours(1));
        var lease = await SpendAsync(node, user, 30);
        await EndAsync(node, bonus);
        var store = node.Get<ICreditStore>();
        (await store.ExpireAsync(user, Token)).ShouldBe(70);
        (await EntitlementAsync(node, user)).Limits.ShouldContain(l => l.Window.Expired == 70, "so that leases from before are handed back");

        await BackAsync(node, user, 20, lease);
        (await BalanceAsync(node, user)).Left.ShouldBe(0, "expired credits are never shown as left");
        (await store.FindExpiredAsync(TimeSpan.FromMinutes(2), user - 1, 1, Token)).ShouldBe([user]);
        (await store.ExpireAsync(user, Token)).ShouldBe(20);

        var balance = await BalanceAsync(node, user);
        (balance.Granted, balance.Spent, balance.Expired, balance.Left).ShouldBe((100, 10, 90, 0));
        (await SpendAsync(node, user, 1)).Granted.ShouldBe(0);
    }

    [Fact]
    public async Task Worker_WhenTheTimeHasCome_ExpiresWithinSeconds()
    {
        var node = await ReadyAsync();
        var user = await CustomerAsync(node);
        var worker = await node.StartAsync<CreditWorker>(Token);
        await GrantAsync(node, user, 100, (await NowAsync(node)).AddSeconds(1));
        await SpendAsync(node, user, 10);

        var started = Stopwatch.GetTimestamp();
        while (await StoredExpiryAsync(node, user) is null && Stopwatch.GetElapsedTime(started) < Patience)
        {
            await Task.Delay(50, Token);
        }

        await worker.StopAsync(Token);
        (await StoredExpiryAsync(node, user)).ShouldBe(90);
        (await SpendAsync(node, user, 1)).Granted.ShouldBe(0);
    }

    [Fact]
    public async Task Hourly_CreditsThatExpiredWhileNobodyRan_AreTakenOut()
    {
        var node = await EmptyReadyAsync();
        var user = await CustomerAsync(node);
        await EndAsync(node, await GrantAsync(node, user, 1_234, (await NowAsync(node)).AddHours(1)));
        var runner = node.Get<MaintenanceRunner>();

        var preview = await runner.PreviewAsync(MaintenanceSchedule.Hourly, null, Token);
        var run = (await runner.RunNowAsync(MaintenanceSchedule.Hourly, null, Token)).ShouldNotBeNull();

        preview.Tasks.Single(t => t.Name == "expired credits").Lines.ShouldBe(["Would expire: 1,234 units of credit."]);
        run.Tasks.Single(t => t.Name == "expired credits").Lines.ShouldBe(["Expired: 1,234 units of credit."]);
        (await BalanceAsync(node, user)).Grants.Single().Grant.ExpiredUnits.ShouldBe(1_234);
    }

    [Theory]
    [InlineData(MaintenanceSchedule.Daily)]
    [InlineData(MaintenanceSchedule.Weekly)]
    public async Task CleanUp_OfARowThatHoldsSpentCredits_NeverHappens(MaintenanceSchedule job)
    {
        var node = await EmptyReadyAsync();
        var user = await CustomerAsync(node);
        await GrantAsync(node, user, 100);
        await SpendAsync(node, user, 60);
        await using (var context = await StoredRows.OpenAsync(node))
        {
            // Every other window ended years ago, and nobody called since.
            await context.Database.ExecuteSqlRawAsync(
                "update rate_limit_ledger set start_1 = 1000, end_1 = 61000, used_1 = 1, start_4 = 1000, end_4 = 61000, used_4 = 1, updated_at = 61000", Token);
        }

        var run = (await node.Get<MaintenanceRunner>().RunNowAsync(job, null, Token)).ShouldNotBeNull();

        run.Tasks.Where(t => t.Name.Contains("ledger", StringComparison.Ordinal)).ShouldAllBe(t => t.Rows == 0);
        (await BalanceAsync(node, user)).Left.ShouldBe(40);
        (await SpendAsync(node, user, 100)).Granted.ShouldBe(40);
    }

    [Fact]
    public async Task Scan_OfLowCredits_FindsTheShareOfTheLatestGrantAndTheEmpty()
    {
        var node = await EmptyReadyAsync();
        var (rich, low, empty, none) = (await CustomerAsync(node), await CustomerAsync(node), await CustomerAsync(node), await CustomerAsync(node));
        foreach (var (user, spent) in new[] { (rich, 89L), (low, 90L), (empty, 100L) })
        {
            await GrantAsync(node, user, 1_000);
            await SpendAsync(node, user, 1_000);
            await GrantAsync(node, user, 100);
            await SpendAsync(node, user, spent);
        }

        var found = await node.Get<ICreditScan>().FindLowAsync(0, 10, 10, Token);
        var alerts = await node.Get<IEnumerable<IAlertRule>>().Single(r => r.Name == "credits").FindAsync(
            new AlertRound(await NowAsync(node), null, "node", []), Token);

        found.ShouldBe([new LowCredits(empty, 0, 100), new LowCredits(low, 10, 100)]);
        (await node.Get<ICreditScan>().FindLowAsync(11, 0, 10, Token)).Select(f => f.UserId).ShouldBe([empty, low, rich]);
        alerts.Select(a => (a.Subject, a.Level)).ShouldBe([(Subject(empty), 2), (Subject(low), 1)]);
        found.ShouldNotContain(f => f.UserId == none);
    }

    [Fact]
    public async Task Figures_OfCreditsAndRestrictions_AreThoseOfAllCustomers()
    {
        var node = await EmptyReadyAsync();
        var figures = node.Get<IOperationFigures>();
        var none = (await figures.ReadAsync(Token)).Billing;
        var (rich, empty, limited, suspended) = (await CustomerAsync(node), await CustomerAsync(node), await CustomerAsync(node), await CustomerAsync(node));
        await GrantAsync(node, rich, 1_000);
        await SpendAsync(node, rich, 300);
        await GrantAsync(node, empty, 50);
        await SpendAsync(node, empty, 50);
        await EndAsync(node, await GrantAsync(node, limited, 20, (await NowAsync(node)).AddHours(1)));
        await node.Get<ICreditStore>().ExpireAsync(limited, Token);
        await node.Get<SetRestriction>().RunAsync(Subject(limited), RestrictionLevel.Limited, null, Token);
        await node.Get<SetRestriction>().RunAsync(Subject(suspended), RestrictionLevel.Suspended, null, Token);

        var found = (await figures.ReadAsync(Token)).Billing;

        (none.CreditsLeft, none.WithCredits, none.WithoutCredits, none.Restricted.Count).ShouldBe((0, 0, 0, 0));
        (found.CreditsLeft, found.WithCredits, found.WithoutCredits).ShouldBe((700, 1, 2));
        found.Restricted.Select(r => (r.Key, r.Value)).ShouldBe([(RestrictionLevel.Limited, 1), (RestrictionLevel.Suspended, 1)], ignoreOrder: true);
    }

    [Fact]
    public async Task TopUp_PaidTwiceForOneLine_GrantsOnePack()
    {
        var node = await ReadyAsync();
        var user = await CustomerAsync(node);
        var line = NewName("il");
        var options = new CreditOptions { CreditPacks = { ["price_pack"] = 500 }, CreditLifetime = TimeSpan.FromDays(365) };
        var topUp = new TopUpCredits(node.Get<ICreditStore>(), Microsoft.Extensions.Options.Options.Create(options), TimeProvider.System);

        var first = await topUp.RunAsync(user, "price_pack", 2, line, Token);
        var again = await topUp.RunAsync(user, "price_pack", 2, line, Token);

        first.ShouldNotBeNull().IsNew.ShouldBeTrue();
        again.ShouldNotBeNull().IsNew.ShouldBeFalse();
        (await topUp.RunAsync(user, "price_other", 1, NewName("il"), Token)).ShouldBeNull();
        var share = (await BalanceAsync(node, user)).Grants.ShouldHaveSingleItem();
        share.Left.ShouldBe(1_000);
        var now = await NowAsync(node);
        share.Grant.ExpiresAt.ShouldNotBeNull().ShouldBeInRange(now.AddDays(364), now.AddDays(366));
    }

    [Fact]
    public async Task TwoNodes_SpendingTheLastCreditsAtOnce_AdmitExactlyWhatWasGranted()
    {
        const int Granted = 300;
        var first = await ReadyAsync();
        var second = Keep(TestNode.Create(await Host.SharedAsync()));
        var user = await CustomerAsync(first);
        await GrantAsync(first, user, Granted);
        TestNode[] nodes = [first, second];
        foreach (var node in nodes)
        {
            await node.ListenAsync(Token);
            await node.StartAsync<LimitingWorker>(Token);
        }

        var admitted = await SpendAllAsync(nodes, user, Granted);
        admitted.ShouldBe(Granted);

        // A top-up is heard of within a second, on both.
        await GrantAsync(first, user, 50);
        (await SpendAllAsync(nodes, user, 50)).ShouldBe(50);
        var balance = await BalanceAsync(first, user);
        (balance.Granted, balance.Spent, balance.Left).ShouldBe((Granted + 50, Granted + 50, 0));
    }

    /// <summary>Calls from all nodes until each was refused for a while; how many calls were admitted.</summary>
    private static async Task<int> SpendAllAsync(TestNode[] nodes, long user, int atLeast)
    {
        var admitted = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(nodes.SelectMany(n => Enumerable.Repeat(n, 4)).Select(async node =>
        {
            // Units on lease elsewhere come back: a refusal counts only when all are spent.
            for (var refusals = 0; refusals < 5 && Stopwatch.GetElapsedTime(started) < Patience;)
            {
                var decision = await node.Get<IRateLimiter>().AcquireAsync(await EntitlementAsync(node, user), null, 1, Token);
                if (decision.IsAdmitted)
                {
                    Interlocked.Increment(ref admitted);
                    continue;
                }

                decision.Outcome.ShouldBeOneOf(Outcome.CreditsExhausted, Outcome.Unavailable);
                refusals += Volatile.Read(ref admitted) >= atLeast ? 1 : 0;
                await Task.Delay(20, Token);
            }
        }));
        return admitted;
    }

    protected static string Subject(long user) => User.SubjectOf(user);

    protected async Task<TestNode> ReadyAsync() => await WithPlanAsync(await NodeAsync());

    private async Task<TestNode> EmptyReadyAsync()
    {
        var node = await EmptyAsync();
        await node.Get<SetUp>().RunAsync(null, Token);
        return await WithPlanAsync(node);
    }

    private static async Task<TestNode> WithPlanAsync(TestNode node)
    {
        await node.Get<ApplyPlans>().RunAsync(
            [new Plan { Name = PlanName, UsesCredits = true, Limits = [Per("month", 100_000)] }], dryRun: false, prune: false, Token);
        return node;
    }

    protected static async Task<long> CustomerAsync(TestNode node) => (await AddUserAsync(node, PlanName)).Account.User.Id;

    protected static Task<GrantedCredits> GrantAsync(TestNode node, long user, long units, DateTimeOffset? expiresAt = null, string? reference = null) =>
        node.Get<GrantCredits>().RunAsync(Subject(user), units, expiresAt, reference, "test", "tester", Token);

    protected static Task<CreditBalance> BalanceAsync(TestNode node, long user) => node.Get<ICreditStore>().ReadAsync(user, Token);

    protected static async Task<Entitlement> EntitlementAsync(TestNode node, long user) =>
        (await node.Get<IEntitlementStore>().FindBySubjectAsync(Subject(user), Token)).ShouldNotBeNull();

    /// <summary>Asks the ledger for units, as a node with the newest limits does.</summary>
    protected static async Task<LedgerGrant> SpendAsync(TestNode node, long user, long units)
    {
        var ledger = node.Get<IQuotaLedger>();
        var spec = new QuotaSpec(Subject(user), "*", (await EntitlementAsync(node, user)).Limits);
        var now = (await ledger.ReadAsync(spec.Subject, Token)).DatabaseNow;
        return (await ledger.GrantAsync([new LedgerAsk { Spec = spec, Spans = spec.SpansAt(now), Wanted = units }], Token)).Grants[0];
    }

    /// <summary>Hands units of a grant of the ledger back.</summary>
    protected static async Task BackAsync(TestNode node, long user, long units, LedgerGrant from)
    {
        var ledger = node.Get<IQuotaLedger>();
        var spec = new QuotaSpec(Subject(user), "*", (await EntitlementAsync(node, user)).Limits);
        var now = (await ledger.ReadAsync(spec.Subject, Token)).DatabaseNow;
        await ledger.GrantAsync(
            [new LedgerAsk { Spec = spec, Spans = spec.SpansAt(now), Wanted = 0, Back = units, BackStarts = [.. from.Spans.Select(s => s.Start)] }], Token);
    }

    /// <summary>The database's time, which says when credits expire.</summary>
    protected static async Task<DateTimeOffset> NowAsync(TestNode node)
    {
        await using var session = await StatementSession.OpenAsync(node.Get<IDbContextFactory<Tollgate.EntityFrameworkCore.TollgateDbContext>>(), Token);
        return await node.Get<StatementDialect>().NowAsync(session, node.Get<TimeProvider>(), Token);
    }

    /// <summary>Has a grant expired just now.</summary>
    protected static async Task EndAsync(TestNode node, GrantedCredits granted)
    {
        await using var context = await StoredRows.OpenAsync(node);
        var now = (await NowAsync(node)).AddSeconds(-2);
        await context.CreditGrants.Where(g => g.Id == granted.Grant.Id).ExecuteUpdateAsync(g => g.SetProperty(c => c.ExpiresAt, now), Token);
    }

    private static async Task<long?> StoredExpiryAsync(TestNode node, long user)
    {
        await using var context = await StoredRows.OpenAsync(node);
        return await context.CreditGrants.Where(g => g.UserId == user).Select(g => g.ExpiredUnits).SingleAsync(Token);
    }
}
