using CsCheck;
using Shouldly;
using Tollgate.Entitling;
using Xunit;

namespace Tollgate.Tests.Entitling;

/// <summary>Seats, trials, overage, spend caps and the month limit after a change of plan, as they come out of the resolver.</summary>
public sealed class PlanLimitsTests
{
    private static readonly Overage Cents = new() { Meter = "units", UnitAmount = 0.2m, Currency = "usd" };
    private static readonly Plan Pro = new() { Name = "pro", Limits = [Per("minute", 60), Per("month", 1_000)], Scopes = [new PlanScope { Name = "search", Limits = [Per("day", 10)] }] };
    private static readonly Plan Billed = Pro with { Overage = Cents };

    [Fact]
    public void Resolve_PerSeat_MultipliesEveryLimitInEveryScope()
    {
        var entitlement = EntitlementResolver.Resolve(Facts(Pro with { IsPerSeat = true }) with { Seats = 3 }, null);

        entitlement.Limits.Select(l => l.Limit).ShouldBe([180, 3_000]);
        entitlement.Scopes[0].Limits[0].Limit.ShouldBe(30);
        Limits(Facts(Pro) with { Seats = 3 }).ShouldBe([60, 1_000], "the plan is not sold per seat");
    }

    [Fact]
    public void Resolve_PerSeat_StopsAtTheLargestLimitAndLeavesUnlimited() => Gen.Select(Gen.Long[0, Limit.Unlimited], Gen.OneOf(Gen.Long[0, 1_000], Gen.Long[0, long.MaxValue])).Sample(
        (limit, seats) =>
        {
            var plan = new Plan { Name = "pro", IsPerSeat = true, Limits = [Per("month", limit)] };

            Limits(Facts(plan) with { Seats = seats })[0].ShouldBe(limit == Limit.Unlimited ? limit : (long)Int128.Min((Int128)limit * seats, Limit.Unlimited - 1));
        });

    [Fact]
    public void Resolve_InTrial_TheTrialsLimitsHoldWindowByWindow()
    {
        var plan = Pro with { TrialLimits = [Per("month", 50), Per("day", 5)], IsPerSeat = true };

        Limits(Facts(plan) with { IsTrial = true, Seats = 2 }).ShouldBe([120, 100, 10]);
        Limits(Facts(plan) with { Seats = 2 }).ShouldBe([120, 2_000]);
    }

    [Fact]
    public void Resolve_Overage_TheMonthIncludesAndTheOthersRefuse()
    {
        var limits = EntitlementResolver.Resolve(Facts(Billed), null).Limits;

        limits[0].ShouldBe(Per("minute", 60));
        limits[1].ShouldBe(Per("month", Limit.Unlimited) with { Included = 1_000 });
    }

    [Theory]
    [InlineData(0, 1_000)]
    [InlineData(1, 1_005)]
    [InlineData(100, 1_500)]
    [InlineData(long.MaxValue, Limit.Unlimited - 1)]
    public void Resolve_SpendCap_RefusesAfterTheUnitsThatItPaysFor(long amount, long expected)
    {
        var facts = Facts(Billed) with { OverageCap = Cents.UnitsFor(amount) };

        EntitlementResolver.Resolve(facts, null).Limits[1].ShouldBe(Per("month", expected) with { Included = 1_000 });
    }

    [Fact]
    public void UnitsFor_AnyAmountAndPrice_AreAsManyAsItPaysForAndNotOneMore() => Gen.Select(
        Gen.OneOf(Gen.Long[0, 1_000_000], Gen.Long[0, long.MaxValue]), Gen.Long[1, 1_000_000_000_000_000_000], Gen.Int[0, 12]).Sample(
        (amount, digits, scale) =>
        {
            var price = digits / (decimal)Math.Pow(10, scale);
            if (price > Overage.MaxUnitAmount)
            {
                return;
            }

            var scaled = (Int128)(price * 1_000_000_000_000m);
            Int128 units = (Cents with { UnitAmount = price }).UnitsFor(amount);

            var available = (Int128)amount * 1_000_000_000_000;
            (units * scaled <= available).ShouldBeTrue();
            ((units + 1) * scaled > available || units == Limit.Unlimited - 1).ShouldBeTrue();
        },
        iter: 20_000);

    [Theory]
    [InlineData(RestrictionLevel.Warning, 1_000)]
    [InlineData(RestrictionLevel.Limited, 250)]
    [InlineData(RestrictionLevel.Suspended, 1_000)]
    public void Resolve_OverageUnderARestriction_Refuses(RestrictionLevel restriction, long expected) =>
        EntitlementResolver.Resolve(Facts(Billed) with { Restriction = restriction }, null).Limits[1].ShouldBe(Per("month", expected));

    [Fact]
    public void Resolve_OverageInTrial_RefusesWhereTheTrialLimitsTheMonth()
    {
        var plan = Billed with { TrialLimits = [Per("month", 50)] };

        EntitlementResolver.Resolve(Facts(plan) with { IsTrial = true }, null).Limits[1].ShouldBe(Per("month", 50));
        EntitlementResolver.Resolve(Facts(plan with { TrialLimits = [Per("minute", 5)] }) with { IsTrial = true }, null).Limits[1].Included.ShouldBe(1_000);
    }

    [Fact]
    public void Resolve_AfterAChangeOfPlan_TheMonthLimitHoldsUntilItEnds()
    {
        Limits(Facts(Pro) with { PeriodLimit = 1_234 }).ShouldBe([60, 1_234]);
        EntitlementResolver.Resolve(Facts(Billed) with { PeriodLimit = 1_234, OverageCap = 5 }, null).Limits[1].ShouldBe(Per("month", 1_239) with { Included = 1_234 });
        Limits(Facts(Pro with { Limits = [Per("day", 5)] }) with { PeriodLimit = 1_234 }).ShouldBe([5], "the plan does not limit the month");
    }

    [Theory]
    [InlineData(5_000, null, 5_000, 1_000L)]
    [InlineData(5_000, 100L, 1_100, 1_000L)]
    [InlineData(Limit.Unlimited, null, Limit.Unlimited, 1_000L)]
    [InlineData(400, null, 400, null)]
    public void Resolve_OverrideOfABilledMonth_RefusesAndKeepsWhatIsIncluded(long limit, long? cap, long expected, long? included)
    {
        var facts = Facts(Billed) with { OverageCap = cap, Overrides = [new OverrideFacts("*", "month", limit)] };

        EntitlementResolver.Resolve(facts, null).Limits[1].ShouldBe(Per("month", expected) with { Included = included });
    }

    [Fact]
    public void Resolve_PayAsYouGo_HasNothingIncludedAndIsCapped()
    {
        var plan = Billed with { IsMetered = true };

        Limits(Facts(plan)).ShouldBe([60, 1_000]);
        Limits(Facts(plan) with { OverageCap = 7 }).ShouldBe([60, 7]);
        Limits(Facts(plan with { Limits = [Per("minute", 60)] }) with { OverageCap = 7 }).ShouldBe([60, 7]);
        Limits(Facts(plan) with { PeriodLimit = 30 }).ShouldBe([60, 1_030], "its month counts from where billing began");
        Limits(Facts(plan) with { PeriodLimit = 30, OverageCap = 7 }).ShouldBe([60, 37]);
        Limits(Facts(plan with { Limits = [Per("minute", 60)] }) with { PeriodLimit = 30, OverageCap = 7 }).ShouldBe([60, 37]);
        Limits(Facts(plan) with { PeriodLimit = 30, OverageCap = 7, IsTrial = true }).ShouldBe([60, 7], "in a trial it is a limit");
        plan.IncludedFor(1).ShouldBe(0);
        Billed.IncludedFor(1).ShouldBe(1_000);
        Pro.IncludedFor(1).ShouldBeNull();
        (Billed with { IsPerSeat = true }).IncludedFor(4).ShouldBe(4_000);
    }

    [Theory]
    [InlineData(RestrictionLevel.None, null, null, false, OverageStop.None)]
    [InlineData(RestrictionLevel.None, 5L, null, false, OverageStop.SpendCap)]
    [InlineData(RestrictionLevel.None, 0L, null, false, OverageStop.SpendCap)]
    [InlineData(RestrictionLevel.None, 5L, 1_004L, false, OverageStop.None)] // the override refuses first
    [InlineData(RestrictionLevel.None, 5L, 9_999L, false, OverageStop.SpendCap)]
    [InlineData(RestrictionLevel.None, 5L, null, true, OverageStop.None)] // so does the trial's own month
    [InlineData(RestrictionLevel.Warning, null, null, false, OverageStop.Restriction)]
    [InlineData(RestrictionLevel.Warning, 5L, null, false, OverageStop.Restriction)]
    [InlineData(RestrictionLevel.Warning, null, 500L, false, OverageStop.None)]
    [InlineData(RestrictionLevel.Warning, null, null, true, OverageStop.None)]
    [InlineData(RestrictionLevel.Limited, null, null, false, OverageStop.Restriction)]
    public void Resolve_OverageThatStops_SaysWhy(RestrictionLevel restriction, long? cap, long? month, bool inTrial, OverageStop expected)
    {
        var facts = Facts(Billed with { TrialLimits = [Per("month", 50)] }) with
        {
            Restriction = restriction,
            OverageCap = cap,
            IsTrial = inTrial,
            Overrides = month is { } units ? [new OverrideFacts("*", "month", units)] : [],
        };

        EntitlementResolver.Resolve(facts, null).OverageStop.ShouldBe(expected);
        EntitlementResolver.Resolve(facts with { Plan = Pro, OverageCap = null }, null).OverageStop.ShouldBe(OverageStop.None, "nothing is billed beyond this plan");
    }

    [Fact]
    public void Resolve_PayAsYouGo_StopsAtTheCapOrAtItsOwnLimit()
    {
        var plan = Billed with { IsMetered = true };

        EntitlementResolver.Resolve(Facts(plan) with { OverageCap = 7 }, null).OverageStop.ShouldBe(OverageStop.SpendCap);
        EntitlementResolver.Resolve(Facts(plan) with { OverageCap = 7, PeriodLimit = 30 }, null).OverageStop.ShouldBe(OverageStop.SpendCap, "the cap counts from where billing began");
        EntitlementResolver.Resolve(Facts(plan) with { OverageCap = 7_000, PeriodLimit = 30 }, null).OverageStop.ShouldBe(OverageStop.None);
        EntitlementResolver.Resolve(Facts(plan) with { OverageCap = 7_000 }, null).OverageStop.ShouldBe(OverageStop.None);
        EntitlementResolver.Resolve(Facts(plan) with { Restriction = RestrictionLevel.Warning }, null).OverageStop.ShouldBe(OverageStop.None);
    }

    [Fact]
    public void Resolve_Limited_HasLoweredLimitsUnlessThePlanLeavesThem()
    {
        var limited = Facts(Pro) with { Restriction = RestrictionLevel.Limited };

        EntitlementResolver.Resolve(limited, null).HasLoweredLimits.ShouldBeTrue();
        EntitlementResolver.Resolve(limited with { Plan = Pro with { LimitedShare = 1 } }, null).HasLoweredLimits.ShouldBeFalse();
        EntitlementResolver.Resolve(EntitlementResolver.FallBack(limited, Billed), null).HasLoweredLimits.ShouldBeTrue();
        EntitlementResolver.Resolve(Facts(Pro) with { Restriction = RestrictionLevel.Warning }, null).HasLoweredLimits.ShouldBeFalse();
    }

    [Fact]
    public void PriceReferences_OfEachKindOfPlan_AreThoseItIsBoughtWith()
    {
        Pro.PriceReferences.ShouldBeEmpty();
        Pro.PriceReference.ShouldBeNull();
        (Pro with { PriceReference = "a" }).PriceReferences.ShouldBe(["a"]);
        (Pro with { PriceReferences = ["b", "c"] }).PriceReference.ShouldBe("b");
        (Pro with { PriceReferences = ["b", "a"], PriceReference = "a" }).PriceReferences.ShouldBe(["a", "b"]);
        var metered = Pro with { Overage = Cents with { PriceReference = "m" } };
        metered.PriceReferences.ShouldBe(["m"]);
        metered.PriceReference.ShouldBeNull();
        (metered with { PriceReference = "a" }).PriceReferences.ShouldBe(["a"]);
    }

    private static List<long> Limits(UserFacts facts) => [.. EntitlementResolver.Resolve(facts, null).Limits.Select(l => l.Limit)];

    private static UserFacts Facts(Plan plan) => new() { Id = 42, Name = "ann", Plan = plan };

    private static WindowLimit Per(string window, long limit) => new(Window.Parse(window), limit);
}
