using Shouldly;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.Tests.Administering;

public sealed class PlanRulesTests
{
    [Fact]
    public void Check_EverythingWrong_NamesEachFieldOnce()
    {
        var plan = new Plan
        {
            Name = "pro",
            Limits = [Per("hour", -1), Per("hour", 5), Per("PT1M", 1), Per("PT2M", 1), Per("PT3M", 1), Per("PT4M", 1), Per("PT5M", 1)],
            TimeZone = "Mars/Olympus",
            Concurrency = 0,
            LimitedShare = double.NaN,
            Scopes =
            [
                new PlanScope { Name = "Search", Cost = -1, Routes = ["v1/search", "GET  /ok", "/ok/{id}", "GET"] },
                new PlanScope { Name = "a", Cost = Limit.MaxCost + 1 },
                new PlanScope { Name = "a", Limits = [Per("day", -2)] },
            ],
        };

        var errors = Should.Throw<InvalidInputException>(() => PlanRules.Check([plan, new Plan { Name = "pro" }])).Errors;

        errors.Select(e => e.Field).ShouldBe(
        [
            "plans", "plans.pro.limits.hour", "plans.pro.limits.hour", "plans.pro.limits", "plans.pro.timeZone", "plans.pro.concurrency", "plans.pro.limitedShare",
            "plans.pro.scopes", "plans.pro.scopes.Search.name", "plans.pro.scopes.Search.cost", "plans.pro.scopes.Search.routes", "plans.pro.scopes.Search.routes",
            "plans.pro.scopes.a.cost", "plans.pro.scopes.a.limits.day",
        ]);
        errors.ShouldAllBe(e => e.Message.EndsWith('.'));
    }

    [Fact]
    public void Check_Overage_NamesWhatIsWrongWithIt()
    {
        var overage = new Overage { Meter = "", UnitAmount = 0, Currency = "USD" };

        Fields(new Plan { Name = "pro", Overage = overage }).ShouldBe(
            ["plans.pro.overage.meter", "plans.pro.overage.unitAmount", "plans.pro.overage.currency", "plans.pro.overage"]);
        overage = new Overage { Meter = "units", UnitAmount = 0.0000000000001m, Currency = "usd" };
        Fields(new Plan { Name = "pro", IsMetered = true, Overage = overage }).ShouldBe(["plans.pro.overage.unitAmount"]);
        Fields(new Plan { Name = "pro", TrialLimits = [Per("day", -1)] }).ShouldBe(["plans.pro.trial.limits.day"]);
        overage = overage with { UnitAmount = 0.000000000001m };
        PlanRules.Check([new Plan { Name = "pro", Limits = [Per("month", 0)], Overage = overage }, new Plan { Name = "payg", IsMetered = true, Overage = overage }]);

        static IEnumerable<string> Fields(Plan plan) => Should.Throw<InvalidInputException>(() => PlanRules.Check([plan])).Errors.Select(e => e.Field);
    }

    [Theory]
    [InlineData("pro")]
    [InlineData("a-b_9")]
    public void Check_GoodName_Passes(string name) => PlanRules.Check([new Plan { Name = name }]);

    [Theory]
    [InlineData("")]
    [InlineData("Pro")]
    [InlineData("pro plan")]
    [InlineData("pro\n")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public void Check_BadName_IsRefused(string name) => Should.Throw<InvalidInputException>(() => PlanRules.Check([new Plan { Name = name }]));

    private static WindowLimit Per(string window, long limit) => new(Window.Parse(window), limit);
}
