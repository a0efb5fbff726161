using Microsoft.Extensions.Options;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Aggregating;
using Tollgate.Entitling;
using Tollgate.Hosting;
using Tollgate.Limiting;
using Tollgate.Notifying;
using Tollgate.Recording;
using Tollgate.Testing.Aggregating;
using Tollgate.Testing.Hosting;
using Tollgate.Testing.Recording;
using Tollgate.Watching;
using Xunit;

namespace Tollgate.Testing.Watching;

/// <summary>The ledger and recorded usage of real requests, compared: they agree, and what is taken away or added shows in its size.</summary>
public abstract class DriftSuite(IStoreHost host) : StoreSuite(host)
{
    private Action<TollgateBuilder>? _use;

    private static readonly Plan Metered = new()
    {
        Name = "metered",
        Limits = [Per("minute", 1_000_000), Per("day", 1_000_000), Per("month", 60)],
        Scopes = [new PlanScope { Name = "search", Cost = 5, Limits = [Per("day", 25)] }, new PlanScope { Name = "free", Cost = 0 }],
    };

    [Fact]
    public async Task Find_RequestsOfTheRealLimiter_AgreeInEveryWindow()
    {
        var (node, subject) = await CustomerAsync();
        await using var requests = new LimitedRequests(_use!, subject);
        await requests.SendAsync(20, null);
        await requests.SendAsync(8, "search", "/v1/search/{id}"); // three are refused by the group's day
        await requests.SendAsync(4, "free");
        await requests.SendAsync(3, null, isCharged: false);
        await requests.SendAsync(30, null); // fifteen are refused by the month
        requests.Charged.ShouldBe(60);
        await requests.StopAsync(Token);

        foreach (var isSummed in new[] { false, true })
        {
            if (isSummed)
            {
                await node.Get<SumUsage>().RunAsync(null, Token);
            }

            var drifts = await FindAsync(node, subject);
            drifts.Select(d => (d.Scope, d.Window, d.Used, d.Recorded, d.Verdict)).ShouldBe(
            [
                ("*", "day", 60, 60, DriftVerdict.Agrees), ("*", "month", 60, 60, DriftVerdict.Agrees), ("search", "day", 25, 25, DriftVerdict.Agrees),
            ]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Find_EventThatIsGone_IsUnrecordedInItsSize(bool isSummedBefore)
    {
        var (node, subject) = await CustomerAsync();
        await SendAsync(subject, 5, "search");
        if (isSummedBefore)
        {
            await node.Get<SumUsage>().RunAsync(null, Token);
        }

        var gone = (await StoredUsage.QueryAsync(node, "select at, sequence from api_usage where endpoint = 'search' and charged = 5 order by at, sequence limit 2", Token)).ToList();
        await RunAsync(node, $"delete from api_usage where sequence in ({gone[0][1]}, {gone[1][1]})");
        await node.Get<IUsageStore>().AddAsync([Events.Refused("marks", 1, node.Get<TimeProvider>().GetUtcNow())], Token); // marks the hour
        await node.Get<SumUsage>().RunAsync(null, Token);

        (await FindAsync(node, subject)).Select(d => (d.Scope, d.Window, d.Difference, d.Verdict)).ShouldBe(
        [
            ("*", "day", 10, DriftVerdict.Unrecorded), ("*", "month", 10, DriftVerdict.Unrecorded), ("search", "day", 10, DriftVerdict.Unrecorded),
        ]);
        node.Get<IOptions<AlertsOptions>>().Value.DriftUnits = 10;
        (await FindAsync(node, subject)).ShouldAllBe(d => d.Verdict == DriftVerdict.Pending && d.Difference == 10);
    }

    [Fact]
    public async Task Find_EventThatWasNeverAdmitted_IsOverrecordedInItsSize()
    {
        var (node, subject) = await CustomerAsync();
        await SendAsync(subject, 20, null);
        await node.Get<IUsageStore>().AddAsync([EventOf(node, subject, 7)], Token);

        (await FindAsync(node, subject)).Select(d => (d.Window, d.Used, d.Recorded, d.Verdict)).ShouldBe(
            [("day", 20, 27, DriftVerdict.Overrecorded), ("month", 20, 27, DriftVerdict.Overrecorded)]);
    }

    [Fact]
    public async Task Find_LedgerSetByHand_ShowsOnTheSideThatIsWrong()
    {
        var (node, subject) = await CustomerAsync();
        await SendAsync(subject, 20, null);
        await RunAsync(node, $"update rate_limit_ledger set used_3 = 12, used_4 = 33 where subject = '{subject}'");

        (await FindAsync(node, subject)).Select(d => (d.Window, d.Difference, d.Verdict)).ShouldBe(
            [("day", -8, DriftVerdict.Overrecorded), ("month", 13, DriftVerdict.Unrecorded)]);
    }

    [Fact]
    public async Task Find_NodeThatDiedWithUnitsOnLease_IsNeverOverrecorded()
    {
        var (node, subject) = await CustomerAsync();
        await SendAsync(subject, 20, null);
        var spec = new QuotaSpec(subject, "*", Metered.Limits);
        var now = (await node.Get<IQuotaLedger>().ReadAsync(subject, Token)).DatabaseNow;
        await node.Get<IQuotaLedger>().GrantAsync([new LedgerAsk { Spec = spec, Spans = spec.SpansAt(now), Wanted = 15, Minimum = 15 }], Token); // nobody spends them

        (await FindAsync(node, subject)).ShouldAllBe(d => d.Difference == 15 && d.Verdict == DriftVerdict.Unrecorded);
        (node.Get<IOptions<AlertsOptions>>().Value.DriftUnits, node.Get<IOptions<AlertsOptions>>().Value.DriftPercent) = (1_000, 1);
        (await FindAsync(node, subject)).ShouldAllBe(d => d.Difference == 15 && d.Verdict == DriftVerdict.Pending);
    }

    [Fact]
    public async Task Find_EventsStillInTheJournal_AreNotOverrecordedAndAgreeOnceTheyArrive()
    {
        var (node, subject) = await CustomerAsync();
        await using var requests = new LimitedRequests(_use!, subject);
        await requests.SendAsync(20, null);
        (await FindAsync(node, subject)).ShouldAllBe(d => d.Used >= 20 && d.Recorded == 0 && d.Verdict == DriftVerdict.Unrecorded);

        await requests.StopAsync(Token);

        (await FindAsync(node, subject)).ShouldAllBe(d => d.Used == 20 && d.Recorded == 20 && d.Verdict == DriftVerdict.Agrees);
    }

    [Fact]
    public async Task Find_PlanOrWindowsThatChanged_AreNotCompared()
    {
        var (node, subject) = await CustomerAsync();
        await SendAsync(subject, 20, null);
        await node.Get<IUsageStore>().AddAsync([EventOf(node, subject, 7) with { Plan = "basic" }], Token);
        (await FindAsync(node, subject)).ShouldAllBe(d => d.Verdict == DriftVerdict.NotComparable && d.Reason!.Contains("changed the plan"));

        var (other, customer) = await CustomerAsync(Metered with { Limits = [Per("minute", 100)] });
        await other.Get<IPlanStore>().SaveAsync([Metered with { Limits = [Per("minute", 1_000), Per("day", 1_000)] }], [], Token);
        await SendAsync(customer, 20, null);
        await other.Get<IUsageStore>().AddAsync([EventOf(other, customer, 7)], Token); // as if from before the day was counted
        (await FindAsync(other, customer)).ShouldHaveSingleItem().Reason.ShouldNotBeNull().ShouldContain("windows changed");

        await other.Get<SetLimitOverride>().RunAsync(customer, "*", "month", 500, Token);
        await SendAsync(customer, 1, null);
        (await FindAsync(other, customer)).ShouldContain(d => d.Window == "month" && d.Reason!.Contains("override"));
    }

    [Fact]
    public async Task Sum_AnySpanOfRandomEvents_EqualsACountOfThem()
    {
        var node = await EmptyAsync();
        await node.Get<SetUp>().RunAsync(null, Token);
        var (random, events, counted) = (new Random(17), new RandomEvents(17), new CountedUsage());
        for (var round = 0; round < 6; round++)
        {
            var batch = events.Batch(120);
            counted.Add(batch);
            await node.Get<IUsageStore>().AddAsync(batch, Token);
            if (round % 2 == 0)
            {
                await node.Get<SumUsage>().RunAsync(null, Token); // what comes in odd rounds is not summed at first
            }

            var spans = Enumerable.Range(0, 300).Select(_ => RandomSpan(random)).ToList();
            var sums = await node.Get<IRecordedUnits>().SumAsync(spans, Token);
            sums.ShouldBe(spans.Select(s => counted.Events.Where(e => Matches(s, e)).Sum(e => e.Charged)));
            sums.Count(s => s > 0).ShouldBeGreaterThan(50);
        }

        (await node.Get<IRecordedUnits>().FindPlansAsync("user_1", 0, long.MaxValue / 2, Token)).ShouldBe(["", "free", "premium"], ignoreOrder: true);
    }

    [Fact]
    public async Task Watch_Drift_IsAnAlertOfTheSeverityThatItDeserves()
    {
        var (node, subject) = await CustomerAsync();
        await SendAsync(subject, 20, null);
        await RunAsync(node, $"update rate_limit_ledger set used_3 = 12, used_4 = 33 where subject = '{subject}'");

        var report = (await node.Get<AlertWatch>().RunAsync(TimeSpan.Zero, Token)).ShouldNotBeNull();

        report.Failures.ShouldBeEmpty();
        var alerts = report.Changes.Select(c => c.Alert).Where(a => a.Rule == "usage_drift").ToList();
        alerts.Select(a => (a.Subject, a.Severity)).ShouldBe(
            [(subject, NotificationSeverity.Critical), (subject, NotificationSeverity.Warning)], ignoreOrder: true);
        await RunAsync(node, $"update rate_limit_ledger set used_3 = 20, used_4 = 20 where subject = '{subject}'");
        (await node.Get<AlertWatch>().RunAsync(TimeSpan.Zero, Token))!.Failures.ShouldBeEmpty();
        (await node.Get<IAlertStore>().ListAsync(new AlertQuery { Rule = "usage_drift" }, Token)).ShouldAllBe(a => a.MissingSince != null);
    }

    private static RecordedSpan RandomSpan(Random random)
    {
        long[] steps = [1, 3_600_000, 86_400_000];
        long Instant()
        {
            var at = Events.Noon.AddDays(-3).ToUnixTimeMilliseconds() + random.NextInt64(4 * 86_400_000L);
            return at - (at % steps[random.Next(steps.Length)]);
        }

        var (one, other) = (Instant(), Instant());
        var scope = random.Next(3) switch { 0 => "/a", 1 => "search", _ => "*" };
        return new RecordedSpan($"user_{random.Next(1, 6)}", scope, Math.Min(one, other), Math.Max(one, other), random.Next(2) == 0);
    }

    private static bool Matches(RecordedSpan span, UsageEvent usage) =>
        usage.Subject == span.Subject && usage.At >= span.From && usage.At < span.Until
        && (span.Scope == "*" || usage.Endpoint == span.Scope || (span.WithPatterns && usage.Endpoint.StartsWith('/')));

    private static UsageEvent EventOf(TestNode node, string subject, long units) => Events.Served("invented", units, node.Get<TimeProvider>().GetUtcNow()) with
    {
        Subject = subject,
        Plan = "metered",
        Cost = units,
        Charged = units,
    };

    private async Task SendAsync(string subject, int count, string? scope)
    {
        await using var requests = new LimitedRequests(_use!, subject);
        await requests.SendAsync(count, scope);
        await requests.StopAsync(Token);
    }

    private static async Task RunAsync(TestNode node, string sql) => await StoredUsage.QueryAsync(node, sql, Token);

    private static async Task<IReadOnlyList<UsageDrift>> FindAsync(TestNode node, string subject)
    {
        var drifts = await node.Get<DriftSearch>().FindAsync([subject], Token);
        return [.. drifts.OrderBy(d => d.Scope, StringComparer.Ordinal).ThenBy(d => d.Window, StringComparer.Ordinal)];
    }

    /// <summary>A customer on a database of its own, whose drift is not tolerated at all.</summary>
    private async Task<(TestNode Node, string Subject)> CustomerAsync(Plan? plan = null)
    {
        _use = await Host.CreateAsync();
        var node = Keep(TestNode.Create(_use));
        await node.Get<SetUp>().RunAsync(null, Token);
        await node.Get<IPlanStore>().SaveAsync([plan ?? Metered], [], Token);
        var user = (await AddUserAsync(node, "metered")).Account.User;
        node.Get<DriftSearch>().Settling = TimeSpan.Zero;
        (node.Get<IOptions<AlertsOptions>>().Value.DriftUnits, node.Get<IOptions<AlertsOptions>>().Value.DriftPercent) = (0, 0);
        return (node, user.Subject);
    }
}
