using CsCheck;
using Shouldly;
using Tollgate.Entitling;
using Tollgate.Identifying;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.Tests.Entitling;

public sealed class EntitlementResolverTests
{
    private static readonly Plan Pro = new()
    {
        Name = "pro",
        Limits = [Per("minute", 60), Per("hour", 1_001), Per("month", Limit.Unlimited)],
        Scopes = [new PlanScope { Name = "search", Cost = 5, Limits = [Per("day", 100)] }],
    };

    [Fact]
    public void Resolve_NothingSpecial_IsThePlan()
    {
        var entitlement = EntitlementResolver.Resolve(Facts(Pro), null);

        entitlement.Subject.ShouldBe("user_42");
        entitlement.Limits.ShouldBe(Pro.Limits);
        entitlement.Scopes.ShouldHaveSingleItem().Limits.ShouldBe(Pro.Scopes[0].Limits);
        entitlement.KeyLimits.ShouldBeEmpty();
    }

    [Fact]
    public void Resolve_Overrides_ReplaceAndAddPerScope()
    {
        var entitlement = EntitlementResolver.Resolve(
            Facts(Pro) with
            {
                Overrides = [new("*", "hour", 5), new("*", "week", 9), new("search", "day", 0), new("gone", "day", 1)],
            },
            null);

        entitlement.Limits.ShouldBe([Per("minute", 60), Per("hour", 5), Per("month", Limit.Unlimited), Per("week", 9)]);
        entitlement.Scopes.ShouldHaveSingleItem().Limits.ShouldBe([Per("day", 0)]);
        entitlement.Plan.ShouldBe(Pro);
    }

    [Fact]
    public void Resolve_OverrideWithoutLedgerSlot_IsLeftOut()
    {
        var plan = Pro with { Limits = [Per("PT1M", 1), Per("PT2M", 1), Per("PT3M", 1), Per("PT4M", 1)] };

        var limits = EntitlementResolver.Resolve(Facts(plan) with { Overrides = [new("*", "PT5M", 1), new("*", "day", 7)] }, null).Limits;

        limits.ShouldBe([.. plan.Limits, Per("day", 7)]);
        _ = new QuotaSpec("user_42", "*", limits);
    }

    [Fact]
    public void Resolve_Limited_KeepsAShareOfEveryLimit()
    {
        var entitlement = EntitlementResolver.Resolve(
            Facts(Pro) with { Restriction = RestrictionLevel.Limited, Overrides = [new("search", "minute", 2)] },
            new KeyFacts { Id = 7, UserId = 42, Limits = [Per("minute", 10)] });

        entitlement.Limits.ShouldBe([Per("minute", 15), Per("hour", 250), Per("month", Limit.Unlimited)]);
        entitlement.Scopes[0].Limits.ShouldBe([Per("day", 25), Per("minute", 1)]);
        entitlement.KeyLimits.ShouldBe([Per("minute", 10)], "the owner chose it");
    }

    [Theory]
    [InlineData(RestrictionLevel.None)]
    [InlineData(RestrictionLevel.Warning)]
    [InlineData(RestrictionLevel.Suspended)]
    public void Resolve_OtherRestrictions_KeepTheLimits(RestrictionLevel level)
    {
        var entitlement = EntitlementResolver.Resolve(Facts(Pro) with { Restriction = level, PaymentLink = "https://pay.example" }, null);

        entitlement.Limits.ShouldBe(Pro.Limits);
        entitlement.Restriction.ShouldBe(level);
        entitlement.PaymentLink.ShouldBe("https://pay.example");
    }

    [Theory]
    [InlineData(AccessRule.None, AccessRule.None, AccessRule.None)]
    [InlineData(AccessRule.Allow, AccessRule.None, AccessRule.Allow)]
    [InlineData(AccessRule.None, AccessRule.Allow, AccessRule.Allow)]
    [InlineData(AccessRule.Allow, AccessRule.Deny, AccessRule.Deny)]
    [InlineData(AccessRule.Deny, AccessRule.Allow, AccessRule.Deny)]
    public void Resolve_AccessOfUserAndKey_DenyWins(AccessRule user, AccessRule key, AccessRule expected) =>
        EntitlementResolver.Resolve(Facts(Pro) with { Access = user }, new KeyFacts { Id = 7, UserId = 42, Access = key }).Access.ShouldBe(expected);

    [Fact]
    public void Resolve_ZoneOfThePlan_MovesCalendarWindowsOnly()
    {
        var plan = Pro with { TimeZone = "Europe/Berlin", Limits = [Per("hour", 1), Per("day", 2), Per("P7D", 3), Per("week", 4), Per("month", 5)] };

        var windows = EntitlementResolver.Resolve(Facts(plan), null).Limits.Select(l => l.Window).ToList();

        windows[0].ShouldBe(Window.Hour);
        windows.Skip(1).ShouldAllBe(w => w.TimeZone.Id == "Europe/Berlin" && w.Anchor == null);
    }

    // The period of a subscription that was bought on the 31st, as the payment provider reports it month after month.
    [Theory]
    [InlineData("2026-01-31T10:00Z", "2026-02-28T10:00Z", "2026-02-10T00:00Z", "2026-01-31T10:00Z", "2026-02-28T10:00Z")]
    [InlineData("2026-02-28T10:00Z", "2026-03-31T10:00Z", "2026-03-29T00:00Z", "2026-02-28T10:00Z", "2026-03-31T10:00Z")]
    [InlineData("2026-04-30T10:00Z", "2026-05-31T10:00Z", "2026-05-30T12:00Z", "2026-04-30T10:00Z", "2026-05-31T10:00Z")]
    [InlineData("2028-01-30T10:00Z", "2028-02-29T10:00Z", "2028-02-15T00:00Z", "2028-01-30T10:00Z", "2028-02-29T10:00Z")]
    [InlineData("2028-02-29T10:00Z", "2028-03-30T10:00Z", "2028-03-29T12:00Z", "2028-02-29T10:00Z", "2028-03-30T10:00Z")]
    [InlineData("2028-02-29T10:00Z", "2029-02-28T10:00Z", "2028-12-31T00:00Z", "2028-12-29T10:00Z", "2029-01-29T10:00Z")]
    [InlineData("2026-01-15T10:00Z", null, "2026-03-15T09:59Z", "2026-02-15T10:00Z", "2026-03-15T10:00Z")]
    [InlineData("2026-01-10T10:00Z", "2026-01-24T10:00Z", "2026-01-24T09:59Z", "2025-12-24T10:00Z", "2026-01-24T10:00Z")]
    [InlineData("2026-01-10T10:00Z", "2026-01-24T10:00Z", "2026-02-09T00:00Z", "2026-01-24T10:00Z", "2026-02-24T10:00Z")]
    public void Resolve_MonthOfTheSubscription_FollowsItsPeriod(string start, string? end, string now, string expectedStart, string expectedEnd)
    {
        var plan = Pro with { Month = MonthWindow.Subscription, Limits = [Per("month", 1)] };
        var facts = Facts(plan) with { PeriodStart = Time(start), PeriodEnd = end is null ? null : Time(end) };

        var span = EntitlementResolver.Resolve(facts, null).Limits[0].Window.At(Time(now).ToUnixTimeMilliseconds());

        DateTimeOffset.FromUnixTimeMilliseconds(span.Start).ShouldBe(Time(expectedStart));
        DateTimeOffset.FromUnixTimeMilliseconds(span.End).ShouldBe(Time(expectedEnd));
    }

    [Fact]
    public void Resolve_MonthOfTheSubscriptionWithoutOne_IsTheCalendarMonth()
    {
        var plan = Pro with { Month = MonthWindow.Subscription, Limits = [Per("month", 1)] };

        EntitlementResolver.Resolve(Facts(plan), null).Limits[0].Window.Anchor.ShouldBeNull();
        EntitlementResolver.Resolve(plan, "ip_1.2.3.4").Limits[0].Window.Anchor.ShouldBeNull();
    }

    [Fact]
    public void Best_SeveralSubscriptions_PrefersAccessThenRestrictionThenRankThenStatusThenPeriod()
    {
        var late = Held(1, "2027-01-01T00:00Z");
        var old = Held(2, "2025-01-01T00:00Z");
        var due = Held(3, "2028-01-01T00:00Z", SubscriptionStatus.PastDue);
        var ranked = Held(4, "2024-01-01T00:00Z", SubscriptionStatus.PastDue, "gold");
        var limited = Held(5, "2028-01-01T00:00Z", plan: "gold");
        limited.Restriction = RestrictionLevel.Limited;
        var gone = Held(6, "2029-01-01T00:00Z", SubscriptionStatus.Canceled, "gold");
        Subscription[] inOrder = [ranked, late, old, due, limited, gone];

        for (var first = 0; first < inOrder.Length; first++)
        {
            Best(inOrder.Skip(first).Reverse()).ShouldBe(inOrder[first]);
        }

        Best([]).ShouldBeNull();
    }

    [Fact]
    public void Best_TheOldOneEnds_NeverTakesAwayTheNewerOne() => Gen.Shuffle(new[] { 0, 1, 2 }).Sample(order =>
    {
        var replaced = Held(1, "2026-01-01T00:00Z");
        var newer = Held(2, "2026-06-01T00:00Z", plan: "basic");
        var other = Held(3, "2025-01-01T00:00Z", SubscriptionStatus.Incomplete, "gold");
        Subscription[] all = [replaced, newer, other];
        replaced.Status = SubscriptionStatus.Canceled;

        Best(order.Select(i => all[i])).ShouldBe(newer);
    });

    private static Subscription? Best(IEnumerable<Subscription> subscriptions) =>
        EntitlementResolver.Best(subscriptions, Time("2026-12-01T00:00Z"), s => s.PlanName == "gold" ? 1 : 0);

    private static Subscription Held(long id, string start, SubscriptionStatus status = SubscriptionStatus.Active, string plan = "pro") =>
        new() { Id = id, UserId = 1, PlanName = plan, Status = status, CurrentPeriodStart = Time(start) };

    private static UserFacts Facts(Plan plan) => new() { Id = 42, Name = "ann", Plan = plan };

    private static WindowLimit Per(string window, long limit) => new(Window.Parse(window), limit);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
