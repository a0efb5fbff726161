using CsCheck;
using Shouldly;
using Tollgate.Entitling;
using Xunit;

namespace Tollgate.Tests.Entitling;

public sealed class ChangedLimitTests
{
    private static readonly WindowSpan Month = new(0, 30 * 86_400_000L);
    private static readonly Plan Included = new() { Name = "new" };
    private static readonly Plan Billed = new() { Name = "new", Overage = new Overage { Meter = "units", UnitAmount = 1, Currency = "usd" } };

    // The example of docs/concepts/subscriptions.md: 1,000 to 3,000 a month after a third of it.
    [Theory]
    [InlineData(ChangePolicy.Keep, null)]
    [InlineData(ChangePolicy.Proportional, 2_334L)]
    [InlineData(ChangePolicy.Additive, 4_000L)]
    [InlineData(ChangePolicy.Reset, 3_600L)]
    public void Of_UpgradeAfterAThird_FollowsThePolicy(ChangePolicy policy, long? expected) =>
        ChangedLimit.Of(Included, policy, 1_000, 3_000, 600, Month, (10 * 86_400_000L) - 1).ShouldBe(expected);

    [Theory]
    [InlineData(ChangePolicy.Keep, null)]
    [InlineData(ChangePolicy.Proportional, 1_667L)]
    [InlineData(ChangePolicy.Additive, 4_000L)]
    [InlineData(ChangePolicy.Reset, 3_500L)]
    public void Of_DowngradeAfterAThird_FollowsThePolicy(ChangePolicy policy, long? expected) =>
        ChangedLimit.Of(Included, policy, 3_000, 1_000, 2_500, Month, 10 * 86_400_000L).ShouldBe(expected);

    [Theory]
    [InlineData(ChangePolicy.Keep, null)]
    [InlineData(ChangePolicy.Proportional, 5_050L)]
    [InlineData(ChangePolicy.Additive, 5_100L)]
    [InlineData(ChangePolicy.Reset, 5_100L)]
    public void Of_FromAPlanWithoutMonthLimit_CountsWhatWasUsedAsPaid(ChangePolicy policy, long? expected) =>
        ChangedLimit.Of(Included, policy, null, 100, 5_000, Month, 15 * 86_400_000L).ShouldBe(expected);

    [Fact]
    public void Of_ToAPlanWithoutMonthLimit_IsNone() =>
        Enum.GetValues<ChangePolicy>().ShouldAllBe(p => ChangedLimit.Of(Included, p, 5, null, 3, Month, 1) == null);

    [Fact]
    public void Of_OveragePlan_BillsNothingThatWasUsedBefore()
    {
        ChangedLimit.Of(Billed, ChangePolicy.Keep, 5_000, 1_000, 4_000, Month, 1).ShouldBe(4_000);
        ChangedLimit.Of(Billed, ChangePolicy.Keep, 5_000, 1_000, 900, Month, 1).ShouldBeNull();
        ChangedLimit.Of(Billed, ChangePolicy.Proportional, 0, 1_000, 900, Month, Month.End - 1).ShouldBe(900);
    }

    [Fact]
    public void Of_AnyChange_StaysBetweenItsBounds() => Gen.Select(
        Gen.Long[0, Limit.Unlimited - 1], Gen.Long[0, Limit.Unlimited - 1], Gen.Long[0, Limit.Unlimited - 1], Gen.Long[0, Month.End - 1]).Sample(
            (before, after, used, now) =>
            {
                var proportional = Of(ChangePolicy.Proportional);
                proportional.ShouldBeInRange(Math.Min(before, after), Math.Max(before, after));
                Of(ChangePolicy.Reset).ShouldBe(Sum(used, after));
                Of(ChangePolicy.Additive).ShouldBe(Sum(used, Sum(Math.Max(0, before - used), after)));
                Of(ChangePolicy.Additive).ShouldBeGreaterThanOrEqualTo(Of(ChangePolicy.Reset));

                long Of(ChangePolicy policy) => ChangedLimit.Of(Included, policy, before, after, used, Month, now)!.Value;
            },
            iter: 5_000);

    [Fact]
    public void Of_ProportionalAsTimePasses_GoesFromTheNewLimitToTheOldOne() => Gen.Select(Gen.Long[0, 1_000_000], Gen.Long[0, 1_000_000], Gen.Long[0, Month.End - 2]).Sample(
        (before, after, now) =>
        {
            var (sooner, later) = (At(now), At(now + 1));
            (later - sooner).ShouldBeInRange(before < after ? -1 : 0, before < after ? 0 : 1);
            At(0).ShouldBe(after);

            long At(long time) => ChangedLimit.Of(Included, ChangePolicy.Proportional, before, after, 0, Month, time)!.Value;
        },
        iter: 5_000);

    private static long Sum(long a, long b) => (long)Int128.Min((Int128)a + b, Limit.Unlimited - 1);
}
