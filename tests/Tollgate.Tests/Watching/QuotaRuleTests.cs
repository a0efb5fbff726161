using Microsoft.Extensions.Options;
using Shouldly;
using Tollgate.Entitling;
using Tollgate.Notifying;
using Tollgate.Watching;
using Tollgate.Watching.Rules;
using Xunit;

namespace Tollgate.Tests.Watching;

public sealed class QuotaRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 30, 0, TimeSpan.Zero);
    private static readonly WindowSpan Today = Window.Day.At(Now.ToUnixTimeMilliseconds());
    private static readonly WindowSpan Yesterday = Window.Day.At(Today.Start - 1);
    private static readonly WindowSpan ThisMonth = Window.Month.At(Now.ToUnixTimeMilliseconds());

    [Theory]
    [InlineData(79, 0)]
    [InlineData(80, 80)]
    [InlineData(89, 80)]
    [InlineData(90, 90)]
    [InlineData(99, 90)]
    [InlineData(100, 100)]
    [InlineData(250, 100)]
    public async Task Find_UsedOfADay_IsTheHighestLevelReached(long used, int level)
    {
        var findings = await FindAsync([new QuotaRow("user_1", "*", Today, used, default, 0)]);

        findings.Select(f => f.Level).ShouldBe(level == 0 ? [] : [level]);
        findings.ShouldAllBe(f => f.Thing == "user_1/*/day/2026-11-24T00:00" && f.Subject == "user_1");
        findings.ShouldAllBe(f => f.Severity == (f.Level == 100 ? NotificationSeverity.Warning : NotificationSeverity.Info));
    }

    [Fact]
    public async Task Find_EveryWindowAndScope_IsJudgedByItsOwnLimit()
    {
        var findings = await FindAsync(
        [
            new QuotaRow("user_1", "*", Today, 85, ThisMonth, 950),
            new QuotaRow("user_1", "search", Today, 10, ThisMonth, 10),
            new QuotaRow("user_1", "gone", Today, 10_000, ThisMonth, 10_000), // a group that the plan no longer has
            new QuotaRow("user_2", "*", Yesterday, 100, default, 0), // over
            new QuotaRow("user_9", "*", Today, 100, default, 0), // no such user
            new QuotaRow("user_x", "*", Today, 100, default, 0),
        ]);

        findings.Select(f => f.Summary).ShouldBe(
        [
            "user_1 has used 85 % of its day: 85 of 100 units.",
            "user_1 has used 95 % of its month: 950 of 1,000 units.",
            "user_1 has used 100 % of its day in 'search': 10 of 10 units.",
        ]);
    }

    [Fact]
    public async Task Find_MonthBeyondWhatIsIncluded_SaysThatMoreIsBilled()
    {
        var finding = (await FindAsync([new QuotaRow("user_3", "*", default, 0, ThisMonth, 1_200)])).ShouldHaveSingleItem();

        finding.Summary.ShouldBe("user_3 has used 100 % of its month: 1,200 of 1,000 units.");
        finding.Detail!.ShouldContain("is billed");
    }

    [Fact]
    public async Task Find_WithinTheHour_AsksForChangedRowsAndForThoseThatFire()
    {
        var scan = new ScriptedScan([new QuotaRow("user_1", "*", Today, 90, default, 0), new QuotaRow("user_2", "*", Today, 85, default, 0)]);
        var firing = new Alert { Rule = "quota", Thing = "user_1/*/day/2026-11-24T00:00", Subject = "user_1", Summary = "x", Level = 80 };

        var findings = await RuleOn(scan).FindAsync(new AlertRound(Now, Now.AddMinutes(-1), "n", [firing]), Token);

        findings.Select(f => (f.Subject, f.Level)).ShouldBe([("user_2", 80), ("user_1", 90)], ignoreOrder: true);
        scan.Since.ShouldBe(Now.AddMinutes(-3)); // some minutes more than the pass, for what was committed late
        scan.Named.ShouldBe(["user_1"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(-45)]
    [InlineData(-24 * 60 * 2)]
    public async Task Find_FirstPassOrFirstOfTheHour_LooksAtEverything(int? minutes)
    {
        var scan = new ScriptedScan([]);

        await RuleOn(scan).FindAsync(new AlertRound(Now, minutes is { } m ? Now.AddMinutes(m) : null, "n", []), Token);

        scan.Since.ShouldBe(DateTimeOffset.UnixEpoch);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<IReadOnlyList<AlertFinding>> FindAsync(QuotaRow[] rows) =>
        [.. await RuleOn(new ScriptedScan(rows)).FindAsync(new AlertRound(Now, null, "n", []), Token)];

    private static QuotaRule RuleOn(ScriptedScan scan) => new(scan, new ScriptedLimits(), Options.Create(new AlertsOptions()));

    /// <summary>Pages of one row each.</summary>
    private sealed class ScriptedScan(QuotaRow[] rows) : IQuotaScan
    {
        public DateTimeOffset Since { get; private set; }

        public IReadOnlyCollection<string> Named { get; private set; } = [];

        public Task<QuotaPage> ReadAsync((string Subject, string Scope)? after, DateTimeOffset chargedSince, CancellationToken cancellationToken)
        {
            Since = chargedSince;
            var at = after is null ? 0 : 1 + Array.FindIndex(rows, r => (r.Subject, r.Scope) == after);
            return Task.FromResult(at >= rows.Length ? new QuotaPage([], null) : new QuotaPage([rows[at]], (rows[at].Subject, rows[at].Scope)));
        }

        public Task<IReadOnlyList<QuotaRow>> FindAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
        {
            Named = subjects;
            return Task.FromResult<IReadOnlyList<QuotaRow>>([.. rows.Where(r => subjects.Contains(r.Subject))]);
        }
    }

    private sealed class ScriptedLimits : ICustomerLimits
    {
        public Task<IReadOnlyDictionary<long, Entitlement>> FindAsync(IReadOnlyCollection<long> userIds, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<long, Entitlement>>(userIds.Where(id => id is 1 or 2 or 3).ToDictionary(id => id, id => new Entitlement
            {
                Subject = User.SubjectOf(id),
                UserId = id,
                Plan = new Plan { Name = "pro" },
                Limits = [new(Window.Minute, 1), new(Window.Day, 100), id == 3 ? new(Window.Month, Limit.Unlimited) { Included = 1_000 } : new(Window.Month, 1_000)],
                Scopes = [new PlanScope { Name = "search", Limits = [new(Window.Day, 10), new(Window.Month, Limit.Unlimited)] }],
            }));
    }
}
