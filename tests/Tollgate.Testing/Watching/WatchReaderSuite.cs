using Shouldly;
using Tollgate.Administering;
using Tollgate.Aggregating;
using Tollgate.Entitling;
using Tollgate.Limiting;
using Tollgate.Recording;
using Tollgate.Testing.Hosting;
using Tollgate.Testing.Recording;
using Tollgate.Watching;
using Xunit;

namespace Tollgate.Testing.Watching;

/// <summary>What the alert rules read, and the rules on a real database.</summary>
public abstract class WatchReaderSuite(IStoreHost host) : StoreSuite(host)
{
    [Fact]
    public async Task Quota_ChargesOfUsers_AreFoundInPagesByTimeAndByName()
    {
        var node = await EmptySetUpAsync();
        var spec = (string subject) => new QuotaSpec(subject, "*", [Per("minute", 1_000), Per("day", 1_000_000), Per("month", 1_000_000)]);
        var ledger = node.Get<IQuotaLedger>();
        var subjects = Enumerable.Range(1, 5_200).Select(i => $"user_{i:0000}").ToList();
        foreach (var some in subjects.Concat(["ip_203.0.113.7", "key_1", "users", "zebra"]).Order(StringComparer.Ordinal).Chunk(500))
        {
            var now = (await ledger.ReadAsync("user_0001", Token)).DatabaseNow;
            await ledger.GrantAsync([.. some.Select(s => new LedgerAsk { Spec = spec(s), Spans = spec(s).SpansAt(now), Wanted = 7, Minimum = 7 })], Token);
        }

        var scan = node.Get<IQuotaScan>();
        var first = await scan.ReadAsync(null, DateTimeOffset.UnixEpoch, Token);
        var second = await scan.ReadAsync(first.Next.ShouldNotBeNull(), DateTimeOffset.UnixEpoch, Token);
        second.Next.ShouldBeNull();
        first.Rows.Concat(second.Rows).Select(r => r.Subject).ShouldBe(subjects);
        first.Rows.ShouldAllBe(r => r.Scope == "*" && r.DayUsed == 7 && r.MonthUsed == 7 && r.Day.End > r.Day.Start);

        var later = await scan.ReadAsync(null, DateTimeOffset.UnixEpoch.AddYears(200), Token);
        later.Rows.ShouldHaveSingleItem().Subject.ShouldBe("user_5000"); // only where the next page begins
        later.Next.ShouldBe(("user_5000", "*"));
        (await scan.FindAsync(["user_0003", "user_9999"], Token)).ShouldHaveSingleItem().Subject.ShouldBe("user_0003");
        (await node.Get<IDatabaseGauges>().CountLedgerRowsAsync(Token)).ShouldBeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public async Task Limits_OfManyUsers_AreWhatEachUserGets()
    {
        var node = await NodeAsync();
        var ids = new List<long>();
        foreach (var plan in new[] { "free", "basic", "premium" })
        {
            ids.Add((await AddUserAsync(node, plan)).Account.User.Id);
        }

        await node.Get<SetLimitOverride>().RunAsync($"user_{ids[0]}", "*", "day", 77, Token);
        await node.Get<SetRestriction>().RunAsync($"user_{ids[1]}", RestrictionLevel.Limited, null, Token);
        await StoredRows.DeleteSubscriptionsAsync(node, ids[2]);

        var found = await node.Get<ICustomerLimits>().FindAsync([.. ids, 999_999_999], Token);

        found.Keys.ShouldBe(ids, ignoreOrder: true);
        foreach (var id in ids)
        {
            await node.Get<IEntitlementStore>().ForgetAsync(Change.OfUser(id), Token);
            var single = (await node.Get<IEntitlementStore>().FindBySubjectAsync($"user_{id}", Token)).ShouldNotBeNull();
            (found[id].Plan.Name, found[id].Restriction).ShouldBe((single.Plan.Name, single.Restriction));
            found[id].Limits.ShouldBe(single.Limits);
        }
    }

    [Fact]
    public async Task Subscriptions_ByStatusEndAndRestriction_AreThoseThatCount()
    {
        var node = await EmptySetUpAsync();
        var now = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        var users = new List<long>();
        for (var i = 0; i < 6; i++)
        {
            users.Add((await AddUserAsync(node)).Account.User.Id);
        }

        async Task ChangeAsync(int user, Action<Subscription> change)
        {
            var account = (await node.Get<IUserStore>().FindAsync(users[user], Token))!;
            await node.Get<IUserStore>().ChangeSubscriptionAsync(account.Subscription!, change, Token);
        }

        await ChangeAsync(0, s => s.Status = SubscriptionStatus.PastDue);
        await ChangeAsync(1, s => (s.Status, s.CurrentPeriodStart, s.CurrentPeriodEnd) = (SubscriptionStatus.Active, now.AddDays(-28), now.AddDays(2)));
        await ChangeAsync(2, s => (s.Status, s.CurrentPeriodStart, s.CurrentPeriodEnd) = (SubscriptionStatus.Trialing, now.AddDays(-28), now.AddDays(1)));
        await ChangeAsync(3, s => s.ManualRestriction = RestrictionLevel.Suspended);
        await ChangeAsync(4, s => (s.Status, s.ManualRestriction) = (SubscriptionStatus.Canceled, RestrictionLevel.Limited));
        await ChangeAsync(5, s => s.Status = SubscriptionStatus.PastDue);
        await node.Get<IUserStore>().SaveSubscriptionAsync(new Subscription { UserId = users[5], PlanName = "basic", CurrentPeriodStart = now }, Token); // a better one

        async Task<IEnumerable<long>> FindAsync(SubscriptionQuery query) => (await node.Get<ISubscriptionScan>().FindAsync(query, Token)).Select(s => s.UserId);
        (await FindAsync(new() { Status = SubscriptionStatus.PastDue })).ShouldBe([users[0]]);
        (await FindAsync(new() { Status = SubscriptionStatus.Active, EndsBefore = now.AddDays(3) })).ShouldBe([users[1]]);
        (await FindAsync(new() { Status = SubscriptionStatus.Active, EndsBefore = now.AddDays(1) })).ShouldBeEmpty();
        (await FindAsync(new() { Status = SubscriptionStatus.Trialing, EndsBefore = now.AddDays(3) })).ShouldBe([users[2]]);
        (await FindAsync(new() { IsRestricted = true })).ShouldBe([users[3]]);
        (await FindAsync(new() { Most = 2 })).Count().ShouldBe(2);
    }

    [Fact]
    public async Task Refusals_WithinTheWindow_AreCountedBySubject()
    {
        var (node, name) = (await EmptySetUpAsync(), NewName("node"));
        UsageEvent Refused(long sequence, string subject, long count, int minutes, Outcome outcome = Outcome.QuotaExceeded) =>
            Events.Refused(name, sequence, Events.Noon.AddMinutes(minutes)) with { Subject = subject, Count = count, Outcome = outcome };
        await node.Get<IUsageStore>().AddAsync(
        [
            Refused(1, "user_1", 60, 0), Refused(2, "user_1", 50, 4, Outcome.Suspended), Refused(3, "user_2", 99, 1), Refused(4, "user_3", 500, -1),
            Refused(5, "user_4", 500, 5), Refused(6, "user_5", 500, 1) with { IsShadow = true }, Refused(7, "user_6", 500, 1, Outcome.Unavailable),
            Refused(8, "(unknown)", 1_000, 2, Outcome.Unauthenticated),
            .. Enumerable.Range(10, 200).Select(i => Events.Served(name, i, Events.Noon.AddMinutes(1)) with { Subject = "user_7" }),
        ], Token);

        var counts = await node.Get<IRefusalScan>().CountAsync(Events.Noon, Events.Noon.AddMinutes(5), 100, 10, Token);

        counts.ShouldBe([("(unknown)", 1_000), ("user_1", 110)]);
        (await node.Get<IRefusalScan>().CountAsync(Events.Noon, Events.Noon.AddMinutes(5), 1, 1, Token)).ShouldBe([("(unknown)", 1_000)]);
    }

    [Fact]
    public async Task SubjectUsage_FromSums_CountsWholeHours()
    {
        var (node, name) = (await EmptySetUpAsync(), NewName("node"));
        var midnight = Events.Noon.AddHours(-12);
        await node.Get<IUsageStore>().AddAsync(
        [
            .. Enumerable.Range(0, 30).Select(i => Events.Served(name, i, midnight.AddMinutes(i)) with { Subject = "user_1" }),
            .. Enumerable.Range(100, 30).Select(i => Events.Served(name, i, midnight.AddHours(3)) with { Subject = "user_1" }),
            .. Enumerable.Range(200, 40).Select(i => Events.Served(name, i, midnight.AddHours(5)) with { Subject = "user_2" }),
            .. Enumerable.Range(300, 20).Select(i => Events.Served(name, i, midnight.AddDays(-1).AddHours(1)) with { Subject = "user_1" }),
        ], Token);
        await node.Get<SumUsage>().RunAsync(null, Token);
        var usage = node.Get<ISubjectUsage>();

        (await usage.FindBusiestAsync(midnight, midnight.AddHours(6), 40, 10, Token)).OrderBy(s => s.Key).ShouldBe([new("user_1", 60), new("user_2", 40)]);
        (await usage.FindBusiestAsync(midnight, midnight.AddHours(3), 30, 10, Token)).ShouldBe([new("user_1", 30)]);
        (await usage.FindAsync(["user_1", "user_2"], midnight.AddDays(-1), midnight.AddDays(-1).AddHours(6), Token)).ShouldBe([new("user_1", 20)]);
    }

    [Fact]
    public async Task Gauges_OfAHealthyDatabase_AreQuiet()
    {
        var gauges = (await NodeAsync()).Get<IDatabaseGauges>();

        (await gauges.MeasureSkewAsync(Token)).Duration().ShouldBeLessThan(TimeSpan.FromSeconds(1));
        (await gauges.MeasureTablesAsync(Token)).ShouldContain(t => t.Bytes > 0);
        (await gauges.MeasureStandbysAsync(Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Watch_EveryRuleOfTheProduct_LooksWithoutFailing()
    {
        var node = await NodeAsync();
        var user = (await AddUserAsync(node)).Account.User;
        await node.Get<SetLimitOverride>().RunAsync(user.Subject, "*", "day", 10, Token);
        var spec = new QuotaSpec(user.Subject, "*", [Per("day", 10)]);
        var now = (await node.Get<IQuotaLedger>().ReadAsync(user.Subject, Token)).DatabaseNow;
        await node.Get<IQuotaLedger>().GrantAsync([new LedgerAsk { Spec = spec, Spans = spec.SpansAt(now), Wanted = 9, Minimum = 9 }], Token);

        var report = (await node.Get<AlertWatch>().RunAsync(TimeSpan.Zero, Token)).ShouldNotBeNull();
        var local = await node.Get<AlertWatch>().RunLocalAsync(Token);

        report.Failures.Concat(local.Failures).ShouldBeEmpty();
        report.Asked.Concat(local.Asked).Order().ShouldBe(
        [
            "clock_skew", "credits", "journal_backlog", "ledger_rows", "metering_backlog", "metering_difference", "metering_failed",
            "payment_episodes", "payment_failures", "quota", "refusals", "replication_lag", "subscription_expiring", "subscription_past_due",
            "subscription_restricted", "subscription_unknown", "table_size", "trial_ending", "usage_drift", "usage_growth", "webhook_backlog",
        ]);
        report.Changes.ShouldContain(c => c.Alert.Rule == "quota" && c.Alert.Subject == user.Subject && c.Alert.Level == 90);
    }

    private async Task<TestNode> EmptySetUpAsync()
    {
        var node = await EmptyAsync();
        await node.Get<SetUp>().RunAsync(null, Token);
        return node;
    }
}
