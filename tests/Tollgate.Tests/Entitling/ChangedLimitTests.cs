using CsCheck;
using Shouldly;
using Tollgate.Entitling;
using Xunit;

namespace Tollgate.Tests.Entitling;

public sealed class ChangedLimitTests
{
    private static readonly WindowSpan Month = new(0, 30 * 86_400_000L);

    // The example of docs/concepts/subscriptions.md: 1,000 to 3,000 a month after a third of it.
    [Theory]
    [InlineData(ChangePolicy.Keep, null)]
    [InlineData(ChangePolicy.Proportional, 2_334L)]
    [InlineData(ChangePolicy.Additive, 4_000L)]
    [InlineData(ChangePolicy.Reset, 3_600L)]
    public void Of_UpgradeAfterAThird_FollowsThePolicy(ChangePolicy policy, long? expected) =>
        ChangedLimit.Of(policy, 1_000, 3_000, 600, Month, (10 * 86_400_000L) - 1).ShouldBe(expected);

    [Theory]
    [InlineData(ChangePolicy.Keep, null)]
    [InlineData(ChangePolicy.Proportional, 1_667L)]
    [InlineData(ChangePolicy.Additive, 4_000L)]
    [InlineData(ChangePolicy.Reset, 3_500L)]
    public void Of_DowngradeAfterAThird_FollowsThePolicy(ChangePolicy policy, long? expected) =>
        ChangedLimit.Of(policy, 3_000, 1_000, 2_500, Month, 10 * 86_400_000L).ShouldBe(expected);

    [Theory]
    [InlineData(ChangePolicy.Keep, null)]
    [InlineData(ChangePolicy.Proportional, 5_050L)]
    [InlineData(ChangePolicy.Additive, 5_100L)]
    [InlineData(ChangePolicy.Reset, 5_100L)]
    public void Of_FromAPlanWithoutMonthLimit_CountsWhatWasUsedAsPaid(ChangePolicy policy, long? expected) =>
        ChangedLimit.Of(policy, null, 100, 5_000, Month, 15 * 86_400_000L).ShouldBe(expected);

    [Fact]
    public void Of_ToAPlanWithoutMonthLimit_IsNone() =>
        Enum.GetValues<ChangePolicy>().ShouldAllBe(p => ChangedLimit.Of(p, 5, null, 3, Month, 1) == null);

    [Theory]
    [InlineData(4_000, 0, 1_000, 5_000L)] // 4,000 on another plan, then the whole 1,000 that this one includes
    [InlineData(900, 0, 1_000, 1_900L)]
    [InlineData(900, 600, 1_000, 1_300L)] // back on a plan whose bill counts 600 already
    [InlineData(600, 600, 1_000, null)]
    [InlineData(600, 650, 1_000, null)] // the bill counts whole hours
    [InlineData(600, 600, 4_000, 4_000L)] // more seats were included in the period
    [InlineData(Limit.Unlimited - 5, 0, 1_000, Limit.Unlimited - 1)]
    public void Billed_AfterUsageOnOtherPlans_BeginsAfterThemAndWhatIsIncluded(long used, long own, long included, long? expected) =>
        ChangedLimit.Billed(used, own, included, 1_000).ShouldBe(expected);

    [Theory]
    [InlineData(null, 100L, 100, 300, null)]
    [InlineData(null, 300L, 300, 100, 300L)] // fewer seats hold from the next period on
    [InlineData(540L, 100L, 100, 300, 740L)] // 440 were used on another plan
    [InlineData(740L, 300L, 300, 100, 740L)]
    [InlineData(740L, 300L, 100, 200, 740L)] // and back to some of them
    [InlineData(null, null, 300, 100, null)] // nobody is billed
    [InlineData(740L, null, 300, 100, 540L)]
    public void Reseated_MoreOrFewerSeats_FollowsTheBill(long? from, long? included, long before, long after, long? expected) =>
        ChangedLimit.Reseated(from, included, before, after).ShouldBe(expected);

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

                long Of(ChangePolicy policy) => ChangedLimit.Of(policy, before, after, used, Month, now)!.Value;
            },
            iter: 5_000);

    [Fact]
    public void Of_ProportionalAsTimePasses_GoesFromTheNewLimitToTheOldOne() => Gen.Select(Gen.Long[0, 1_000_000], Gen.Long[0, 1_000_000], Gen.Long[0, Month.End - 2]).Sample(
        (before, after, now) =>
        {
            var (sooner, later) = (At(now), At(now + 1));
            (later - sooner).ShouldBeInRange(before < after ? -1 : 0, before < after ? 0 : 1);
            At(0).ShouldBe(after);

            long At(long time) => ChangedLimit.Of(ChangePolicy.Proportional, before, after, 0, Month, time)!.Value;
        },
        iter: 5_000);

    private static long Sum(long a, long b) => (long)Int128.Min((Int128)a + b, Limit.Unlimited - 1);
}
