using Microsoft.Extensions.Options;
using Shouldly;
using Tollgate.Entitling;
using Tollgate.Limiting;
using Tollgate.Notifying;
using Tollgate.Recording;
using Tollgate.Watching;
using Tollgate.Watching.Rules;
using Xunit;

namespace Tollgate.Tests.Watching;

public sealed class DriftRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 30, 0, TimeSpan.Zero);
    private static readonly WindowSpan Day = Window.Day.At(Now.ToUnixTimeMilliseconds());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(20, 20)]
    [InlineData(21, 1)]
    public async Task Find_ManyCustomersWithoutRecords_IsOneAlertBeyondTwenty(int customers, int alerts)
    {
        var world = new Counts { Used = Enumerable.Range(1, customers).ToDictionary(id => $"user_{id}", _ => 5_000L) };

        var findings = await RuleOf(world).FindAsync(new AlertRound(Now, Now.AddMinutes(-1), "n1", []), Token);

        findings.Count.ShouldBe(alerts);
        findings.ShouldAllBe(f => f.Severity == NotificationSeverity.Warning);
    }

    [Theory]
    [InlineData(LedgerFailurePolicy.FailClosed, NotificationSeverity.Critical)]
    [InlineData(LedgerFailurePolicy.FailOpen, NotificationSeverity.Warning)]
    public async Task Find_MoreRecordedThanGranted_IsCriticalUnlessThePolicyLetsThemIn(LedgerFailurePolicy policy, NotificationSeverity severity)
    {
        var world = new Counts { Used = { ["user_1"] = 10 }, Recorded = { ["user_1"] = 11 } };

        var finding = (await RuleOf(world, policy).FindAsync(new AlertRound(Now, null, "n1", []), Token)).ShouldHaveSingleItem();

        (finding.Thing, finding.Severity).ShouldBe(("user_1/*/day/2026-11-24T00:00", severity));
        finding.Summary.ShouldBe("user_1 has 11 units recorded in its day from 2026-11-24, 1 more than the ledger granted.");
    }

    [Fact]
    public async Task Find_LedgerThatCatchesUpBetweenTheLooks_IsNothing()
    {
        var world = new Counts { Used = { ["user_1"] = 10, ["user_2"] = 9_000 }, Recorded = { ["user_1"] = 11 } };
        world.OnSecondLook = () => (world.Used["user_1"], world.Recorded["user_2"]) = (11, 8_500);

        (await RuleOf(world).FindAsync(new AlertRound(Now, null, "n1", []), Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Find_RowsOfTheLastQuarter_AreReadAndAllSinceAPassLongAgo()
    {
        var world = new Counts();
        await RuleOf(world).FindAsync(new AlertRound(Now, Now.AddMinutes(-1), "n1", []), Token);
        await RuleOf(world).FindAsync(new AlertRound(Now, Now.AddHours(-5), "n1", []), Token);

        world.Since.ShouldBe([Now.AddMinutes(-17), Now.AddHours(-5).AddMinutes(-2)]);
    }

    private static DriftRule RuleOf(Counts world, LedgerFailurePolicy policy = LedgerFailurePolicy.FailClosed)
    {
        var search = new DriftSearch(world, world, new DriftJudge(world, world, world), Options.Create(new AlertsOptions()), TimeProvider.System) { Settling = TimeSpan.Zero };
        return new DriftRule(search, Options.Create(new RecordingOptions()), Options.Create(new LimitingOptions { OnQuotaFailure = policy }));
    }

    /// <summary>A ledger and recorded usage in memory: everybody has the plan "free" with a day.</summary>
    private sealed class Counts : IQuotaScan, IRecordedUnits, ICustomerLimits, IPlanVersions
    {
        private static readonly Plan Free = new() { Name = "free", Limits = [new WindowLimit(Window.Day, 100_000)] };
        private int _looks;

        public Dictionary<string, long> Used { get; init; } = [];

        public Dictionary<string, long> Recorded { get; } = [];

        public Action OnSecondLook { get; set; } = () => { };

        public List<DateTimeOffset> Since { get; } = [];

        public Task<QuotaPage> ReadAsync((string Subject, string Scope)? after, DateTimeOffset chargedSince, CancellationToken cancellationToken)
        {
            Since.Add(chargedSince);
            return Task.FromResult(new QuotaPage([.. Used.Select(Row)], null));
        }

        public Task<IReadOnlyList<QuotaRow>> FindAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<QuotaRow>>([.. Used.Where(u => subjects.Contains(u.Key)).Select(Row)]);

        public Task<IReadOnlyList<long>> SumAsync(IReadOnlyList<RecordedSpan> spans, CancellationToken cancellationToken)
        {
            if (++_looks == 2)
            {
                OnSecondLook();
            }

            return Task.FromResult<IReadOnlyList<long>>([.. spans.Select(s => Recorded.GetValueOrDefault(s.Subject))]);
        }

        public Task<IReadOnlyList<string>> FindPlansAsync(string subject, long from, long until, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<string>>(["free"]);

        public Task<IReadOnlyDictionary<long, Entitlement>> FindAsync(IReadOnlyCollection<long> userIds, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<long, Entitlement>>(userIds.ToDictionary(
                id => id, id => new Entitlement { Subject = User.SubjectOf(id), UserId = id, Plan = Free, Limits = Free.Limits }));

        public Task<IReadOnlyList<Plan>> FindSinceAsync(string name, DateTimeOffset since, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<Plan>>([Free]);

        private static QuotaRow Row(KeyValuePair<string, long> used) => new(used.Key, "*", Day, used.Value, default, 0);
    }
}
