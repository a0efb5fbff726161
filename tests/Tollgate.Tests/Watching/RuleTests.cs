using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Tollgate.Entitling;
using Tollgate.Notifying;
using Tollgate.Recording;
using Tollgate.Watching;
using Tollgate.Watching.Rules;
using Xunit;

namespace Tollgate.Tests.Watching;

public sealed class RuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 30, 0, TimeSpan.Zero);
    private static readonly AlertRound Round = new(Now, Now.AddMinutes(-1), "n1", []);

    [Fact]
    public async Task Growth_AgainstTheSameHoursOfEarlierDays_FindsWhatGrew()
    {
        var usage = new ScriptedUsage
        {
            ["user_1"] = [9_000, 1_000, 900, 1_100, 1_000, 0, 5_000, 1_000], // seven days: the median is 1,000
            ["user_2"] = [9_000, 8_000, 8_500, 9_000, 9_500, 9_000, 9_000, 9_000],
            ["user_3"] = [9_000, 10, 0, 0, 0, 0, 0, 10], // two days are no habit
            ["user_4"] = [999, 1, 1, 1, 1, 1, 1, 1], // too few to matter
        };
        var rule = new GrowthRule(Options.Create(new AlertsOptions()), usage);

        var finding = (await rule.FindAsync(Round, Token)).ShouldHaveSingleItem();

        finding.Thing.ShouldBe("user_1/2026-11-24");
        finding.Level.ShouldBe(2); // three times is 1, six times is 2
        finding.Summary.ShouldBe("user_1 made 9,000 requests today, 9 times as many as usual by this hour (1,000).");
        usage.Asked.ShouldAllBe(s => s.Until - s.From == TimeSpan.FromHours(12) && s.From.TimeOfDay == TimeSpan.Zero);
    }

    [Fact]
    public async Task Growth_WithoutSumsOrBeforeTheFirstHourEnded_FindsNothing()
    {
        var options = Options.Create(new AlertsOptions());
        (await new GrowthRule(options).FindAsync(Round, Token)).ShouldBeEmpty();
        var early = Round with { Now = new DateTimeOffset(2026, 11, 24, 0, 59, 0, TimeSpan.Zero) };
        (await new GrowthRule(options, new ScriptedUsage { ["user_1"] = [9_000, 1, 1, 1, 1, 1, 1, 1] }).FindAsync(early, Token)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(0, 299, false)]
    [InlineData(0, 300, true)]
    [InlineData(64 << 20, 0, true)]
    public async Task Journal_BytesOrAge_AreWhatCounts(long bytes, int seconds, bool isFound)
    {
        var time = new FakeTimeProvider();
        var backlog = new JournalBacklog { Bytes = bytes };
        backlog.Failed(time.GetTimestamp());
        time.Advance(TimeSpan.FromSeconds(seconds));
        backlog.Failed(time.GetTimestamp()); // goes on; the first failure counts
        var rule = new JournalRule(backlog, Options.Create(new AlertsOptions()), time);

        var findings = await rule.FindAsync(Round, Token);

        findings.Count.ShouldBe(isFound ? 1 : 0);
        findings.ShouldAllBe(f => f.Thing == "n1");
        backlog.Emptied();
        backlog.FailingSince.ShouldBeNull();
    }

    [Fact]
    public async Task Gauges_BeyondThresholds_AreFoundWithTheirLevel()
    {
        var options = Options.Create(new AlertsOptions());
        var gauges = new ScriptedGauges();

        (await new LedgerRule(gauges, options).FindAsync(Round, Token)).ShouldHaveSingleItem().Level.ShouldBe(3); // 40 million of 10 million
        (await new TableSizeRule(gauges, options).FindAsync(Round, Token)).ShouldHaveSingleItem().Summary.ShouldBe("api_usage takes 50 GiB.");
        var lag = (await new ReplicationRule(gauges, options).FindAsync(Round, Token)).ShouldHaveSingleItem();
        (lag.Thing, lag.Level).ShouldBe(("slow", 2));
        (await new ClockRule(gauges, options).FindAsync(Round, Token)).ShouldHaveSingleItem().Summary
            .ShouldBe("The clock of node n1 is 2.5 s ahead of the database's.");
    }

    [Fact]
    public async Task Subscriptions_ByStatusEndAndRestriction_AreWorded()
    {
        var options = Options.Create(new AlertsOptions());
        var scan = new ScriptedSubscriptions();

        (await new PastDueRule(scan, options).FindAsync(Round, Token)).ShouldHaveSingleItem().Summary.ShouldBe("The subscription of user_7 to 'pro' is past due.");
        var ending = (await new ExpiringRule(scan, options).FindAsync(Round, Token)).OrderBy(f => f.Level).ToList();
        ending.Select(f => (f.Level, f.Severity)).ShouldBe([(1, NotificationSeverity.Info), (2, NotificationSeverity.Warning)]);
        ending[1].Summary.ShouldBe("The period of user_7 on 'pro' ended 2026-11-23 12:30Z and was not renewed.");
        scan.Asked[^1].EndsBefore.ShouldBe(Now.AddDays(3));
        (await new TrialRule(scan, options).FindAsync(Round, Token)).Select(f => f.Level).ShouldBe([1, 2]);
        (await new RestrictedRule(scan, options).FindAsync(Round, Token)).ShouldHaveSingleItem().Level.ShouldBe((int)RestrictionLevel.Limited);
    }

    [Theory]
    [InlineData(9, 0, 0)]
    [InlineData(10, 30, 1)]
    [InlineData(10, 31, 0)]
    [InlineData(40, 0, 3)]
    public async Task PaymentFailures_ManyAndAShare_BothCount(long failed, long paid, int level)
    {
        var scan = new ScriptedBilling { Failed = failed, Paid = paid };

        var findings = await new PaymentFailureRule(scan, Options.Create(new AlertsOptions())).FindAsync(Round, Token);

        findings.Sum(f => f.Level).ShouldBe(level);
        scan.Asked.ShouldAllBe(s => s.Until == Now && s.From == Now.AddHours(-1));
    }

    [Fact]
    public async Task PaymentEpisodesAndUnknownStates_OfCustomers_AreWordedBySubject()
    {
        var scan = new ScriptedBilling();

        var episodes = (await new PaymentEpisodeRule(scan, Options.Create(new AlertsOptions())).FindAsync(Round, Token)).ShouldHaveSingleItem();
        (episodes.Thing, episodes.Level, episodes.Summary).ShouldBe(("user_7", 3, "5 invoices of user_7 failed within 180 days."));
        var unknown = (await new UnknownStatusRule(scan, Options.Create(new AlertsOptions())).FindAsync(Round, Token)).ShouldHaveSingleItem();
        unknown.Summary.ShouldBe("A subscription of user_7 has a state that is not known here: hibernating.");
    }

    [Theory]
    [InlineData(0, 0, 0, "")]
    [InlineData(5, 9, 0, "")]
    [InlineData(5, 10, 0, "age 1")]
    [InlineData(2_000, 45, 120, "age 3, count 2, dead 3")]
    public async Task Webhooks_AgeCountAndDead_AreFoundEach(long pending, int minutes, long dead, string found)
    {
        var scan = new ScriptedBilling { Inbox = new InboxState(pending, pending > 0 ? Now.AddMinutes(-minutes) : null, dead) };

        var findings = await new WebhookRule(scan, Options.Create(new AlertsOptions())).FindAsync(Round, Token);

        string.Join(", ", findings.Select(f => $"{f.Thing} {f.Level}")).ShouldBe(found);
    }

    [Fact]
    public async Task RuleList_SettingsOfARule_ChangeSeverityAndSwitchItOff()
    {
        var options = new AlertsOptions { MaxPerRule = 2 };
        options.DisabledRules.Add("Other");
        options.Severities["noisy"] = NotificationSeverity.Critical;
        var noisy = new ScriptedRule("noisy", [.. Enumerable.Range(1, 4).Select(i => new AlertFinding { Thing = $"t{i}", Level = i, Summary = "x" })]);
        var list = new RuleList([noisy, new ScriptedRule("other", [])], Options.Create(options), NullLogger<RuleList>.Instance);

        list.Enabled.ShouldBe([noisy]);
        var firing = new Alert { Rule = "noisy", Thing = "t1", Summary = "x" };
        var findings = await list.AskAsync(noisy, Round with { Firing = [firing] }, Token);

        findings.Select(f => f.Thing).ShouldBe(["t1", "t4"]); // what fires stays, then the worst
        findings.ShouldAllBe(f => f.Severity == NotificationSeverity.Critical);
        Should.Throw<InvalidOperationException>(() => new RuleList([noisy, noisy], Options.Create(options), NullLogger<RuleList>.Instance));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private sealed class ScriptedRule(string name, IReadOnlyCollection<AlertFinding> findings) : IAlertRule
    {
        public string Name => name;

        public Task<IReadOnlyCollection<AlertFinding>> FindAsync(AlertRound round, CancellationToken cancellationToken) => Task.FromResult(findings);
    }

    /// <summary>Requests by subject: today, yesterday, the day before, ...</summary>
    private sealed class ScriptedUsage : Dictionary<string, long[]>, ISubjectUsage
    {
        public List<(DateTimeOffset From, DateTimeOffset Until)> Asked { get; } = [];

        public Task<IReadOnlyDictionary<string, long>> FindBusiestAsync(
            DateTimeOffset from, DateTimeOffset until, long atLeast, int most, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<string, long>>(this.Where(s => s.Value[0] >= atLeast).ToDictionary(s => s.Key, s => s.Value[0]));

        public Task<IReadOnlyDictionary<string, long>> FindAsync(
            IReadOnlyCollection<string> subjects, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
        {
            Asked.Add((from, until));
            var day = (Now.Date - from.UtcDateTime.Date).Days;
            return Task.FromResult<IReadOnlyDictionary<string, long>>(subjects.Where(s => this[s][day] > 0).ToDictionary(s => s, s => this[s][day]));
        }
    }

    private sealed class ScriptedGauges : IDatabaseGauges
    {
        public Task<TimeSpan> MeasureSkewAsync(CancellationToken cancellationToken) => Task.FromResult(TimeSpan.FromSeconds(-2.5));

        public Task<long> CountLedgerRowsAsync(CancellationToken cancellationToken) => Task.FromResult(40_000_000L);

        public Task<IReadOnlyList<(string Table, long Bytes)>> MeasureTablesAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<(string, long)>>([("api_usage", 50L << 30), ("users", 1L << 30)]);

        public Task<IReadOnlyList<(string Standby, TimeSpan Behind)>> MeasureStandbysAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<(string, TimeSpan)>>([("slow", TimeSpan.FromMinutes(5)), ("fast", TimeSpan.FromSeconds(1))]);
    }

    private sealed class ScriptedBilling : IBillingScan
    {
        public long Failed { get; init; }

        public long Paid { get; init; }

        public InboxState Inbox { get; init; }

        public List<(DateTimeOffset From, DateTimeOffset Until)> Asked { get; } = [];

        public Task<long> CountFailuresAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
        {
            Asked.Add((from, until));
            return Task.FromResult(Failed);
        }

        public Task<long> CountPaidAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) => Task.FromResult(Paid);

        public Task<IReadOnlyList<(long UserId, int Invoices)>> FindRepeatedAsync(DateTimeOffset since, int atLeast, int most, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<(long, int)>>([(7, 5)]);

        public Task<InboxState> MeasureInboxAsync(CancellationToken cancellationToken) => Task.FromResult(Inbox);

        public Task<IReadOnlyList<(long UserId, string? Status)>> FindUnknownAsync(int most, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<(long, string?)>>([(7, "hibernating"), (7, "hibernating")]);
    }

    private sealed class ScriptedSubscriptions : ISubscriptionScan
    {
        public List<SubscriptionQuery> Asked { get; } = [];

        public Task<IReadOnlyList<Subscription>> FindAsync(SubscriptionQuery query, CancellationToken cancellationToken)
        {
            Asked.Add(query);
            Subscription Made(DateTimeOffset? end = null, RestrictionLevel restriction = default) =>
                new() { UserId = 7, PlanName = "pro", CurrentPeriodEnd = end, Restriction = restriction };
            return Task.FromResult<IReadOnlyList<Subscription>>(query switch
            {
                { IsRestricted: true } => [Made(restriction: RestrictionLevel.Limited)],
                { EndsBefore: not null } => [Made(Now.AddDays(1)), Made(Now.AddDays(-1))],
                _ => [Made()],
            });
        }
    }
}
