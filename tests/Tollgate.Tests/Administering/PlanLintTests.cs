using Shouldly;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.Tests.Administering;

public sealed class PlanLintTests
{
    [Fact]
    public void Default_Presets_FindWhatCanNeverBeReached()
    {
        var found = PlanPresets.Default.SelectMany(PlanLint.Check).Select(f => $"{f.Plan} {f.Scope} {f.Window}");

        found.ShouldBe(["free * hour", "free * month", "basic * month", "premium * day", "enterprise * minute", "enterprise * day"]);
    }

    [Fact]
    public void Premium_Day_SaysWhyInNumbers() =>
        PlanLint.Check(PlanPresets.Default.Single(p => p.Name == "premium")).ShouldHaveSingleItem().Message.ShouldBe(
            "10,000 per day can never be reached: 100 per hour allows at most 2,400 per day. Set it below 2,400, or raise the hour limit.");

    [Fact]
    public void Saas_Presets_AreClean() => PlanPresets.Saas.SelectMany(PlanLint.Check).ShouldBeEmpty();

    [Fact]
    public void Sale_ThatCantWork_IsFound()
    {
        var overage = new Overage { Meter = "units", UnitAmount = 1, Currency = "usd" };
        var month = new WindowLimit(Window.Month, 1_000);

        Find(new Plan { Name = "pro", IsMetered = true }).ShouldHaveSingleItem().ShouldContain("nothing is billed");
        Find(new Plan { Name = "pro", Limits = [month], Overage = overage }).ShouldHaveSingleItem().ShouldContain("Set month to subscription");
        Find(new Plan { Name = Plan.AnonymousName, IsPerSeat = true }).ShouldHaveSingleItem().ShouldContain("Anonymous callers");
        Find(new Plan { Name = "pro", Limits = [month], Month = MonthWindow.Subscription, Overage = overage }).ShouldBeEmpty();
        Find(new Plan { Name = "pro", Limits = [new(Window.Minute, 2_000), month], Month = MonthWindow.Subscription, Overage = overage })
            .ShouldBeEmpty("beyond what is included nothing is refused, so the month does not cap the minute");

        static IEnumerable<string> Find(Plan plan) => PlanLint.Check(plan).Select(f => f.Message);
    }

    [Theory]
    [InlineData("minute=10,hour=600", "hour", "never refuses on its own")]
    [InlineData("minute=10,hour=601", "hour", "at most 600 per hour")]
    [InlineData("minute=10,hour=599", null, null)]
    [InlineData("minute=101,hour=100", "minute", "100 per hour is all there is")]
    [InlineData("minute=100,hour=100", "minute", "used up at the same moment")]
    [InlineData("day=1000,month=31001", "month", "at most 31,000 per month")]
    [InlineData("day=1000,month=30000", "month", "at most 28,000 fit into 28 days")]
    [InlineData("day=1000,month=27999", null, null)]
    [InlineData("PT7M=10,hour=95", null, null)]
    [InlineData("PT7M=10,hour=101", "hour", "at most 100 per hour")]
    [InlineData("day=100,week=701", "week", "at most 700 per week")]
    [InlineData("week=100,month=601", "month", "at most 600 per month")]
    [InlineData("month=100,week=150", null, null)]
    [InlineData("month=100,week=201", "week", "at most 200 per week")]
    [InlineData("month=100,P1Y=1201", "P1Y", "at most 1,200 per P1Y")]
    [InlineData("hour=0,day=10", "hour", "refuses every request")]
    [InlineData("hour=unlimited,day=10", null, null)]
    public void Pair_OfLimits_FindsTheOneThatCantBeReached(string limits, string? window, string? reason)
    {
        var findings = PlanLint.Check(PlanOf(limits));

        findings.Select(f => f.Window).ShouldBe(window is null ? [] : [window]);
        findings.ShouldAllBe(f => f.Message.Contains(reason!));
    }

    [Fact]
    public void DayInAZoneWithDaylightSaving_HasTwentyFiveHoursAndMisalignedOnes()
    {
        PlanLint.Check(PlanOf("hour=100,day=2600") with { TimeZone = "Europe/Berlin" }).ShouldHaveSingleItem().Message.ShouldContain("2,600");
        PlanLint.Check(PlanOf("hour=100,day=2599") with { TimeZone = "Europe/Berlin" }).ShouldBeEmpty();
    }

    [Fact]
    public void Group_LimitAboveAll_CanNeverBeReachedInWholeRequests()
    {
        var plan = PlanOf("hour=100") with { Scopes = [new PlanScope { Name = "search", Cost = 30, Limits = Limits("hour=95") }] };

        var finding = PlanLint.Check(plan).ShouldHaveSingleItem();

        finding.Scope.ShouldBe("search");
        finding.Message.ShouldContain("at most 90 per hour");
    }

    [Fact]
    public void Group_DayLimit_IsCappedByTheHourLimitOfAll()
    {
        var plan = PlanOf("hour=100") with { Scopes = [new PlanScope { Name = "search", Limits = Limits("day=2401") }] };

        PlanLint.Check(plan).ShouldHaveSingleItem().Message.ShouldStartWith("2,401 per day can never be reached: 100 per hour allows at most 2,400 per day.");
    }

    [Fact]
    public void Group_CostsMoreThanALimit_CanNeverBeCalled()
    {
        var plan = PlanOf("minute=5,hour=100") with { Scopes = [new PlanScope { Name = "export", Cost = 50, Limits = Limits("day=40") }] };

        PlanLint.Check(plan).Select(f => (f.Scope, f.Window)).ShouldBe([("export", "day"), ("export", "minute")]);
    }

    [Fact]
    public void Group_CostsNothing_NeverUsesItsLimits() =>
        PlanLint.Check(PlanOf("hour=9") with { Scopes = [new PlanScope { Name = "free", Cost = 0, Limits = Limits("hour=5") }] })
            .ShouldHaveSingleItem().Message.ShouldContain("costs 0");

    [Theory]
    [InlineData("anonymous", "month=10", "anonymous callers have none")]
    [InlineData("pro", "day=10", "no month is limited")]
    [InlineData("pro", "month=10", null)]
    public void MonthOfSubscription_WithoutMonthOrSubscription_IsFound(string name, string limits, string? reason)
    {
        var findings = PlanLint.Check(PlanOf(limits) with { Name = name, Month = MonthWindow.Subscription });

        findings.Count.ShouldBe(reason is null ? 0 : 1);
        findings.ShouldAllBe(f => f.Message.Contains(reason!));
    }

    [Fact]
    public void AnchoredMonth_TouchesOneDayMoreThanItHas()
    {
        var plan = PlanOf("day=1000,month=31500");

        PlanLint.Check(plan).ShouldHaveSingleItem();
        PlanLint.Check(plan with { Month = MonthWindow.Subscription }).ShouldHaveSingleItem().Message.ShouldContain("at most 29,000 fit into 28 days");
    }

    private static Plan PlanOf(string limits) => new() { Name = "pro", Limits = Limits(limits) };

    private static List<WindowLimit> Limits(string text) =>
        [.. text.Split(',').Select(l => l.Split('=')).Select(l => new WindowLimit(Window.Parse(l[0]), l[1] == "unlimited" ? Limit.Unlimited : long.Parse(l[1])))];
}
