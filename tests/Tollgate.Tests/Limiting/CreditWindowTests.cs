using Shouldly;
using Tollgate.Entitling;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.Tests.Limiting;

public sealed class CreditWindowTests
{
    [Theory]
    [InlineData(1L)]
    [InlineData(1_790_000_000_000L)]
    [InlineData(250_000_000_000_000L)]
    public void Span_AtAnyTime_IsTheSameAndFitsEveryArithmetic(long instant)
    {
        var span = Window.Credits.At(instant);

        span.ShouldBe(Window.Credits.At(0));
        span.Contains(instant).ShouldBeTrue();
        span.Start.ShouldBeGreaterThan(0); // 0 means: not charged
        DateTimeOffset.FromUnixTimeMilliseconds(span.End).Year.ShouldBe(9999);
        Window.Credits.ShortestLength.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(span.End) - DateTimeOffset.FromUnixTimeMilliseconds(span.Start));
    }

    [Fact]
    public void Name_InAPlan_IsNoWindow()
    {
        Window.TryParse("credits", out _).ShouldBeFalse();
        (Window.Credits.NeverEnds, Window.Month.NeverEnds, Window.Credits.IsQuota, Window.Credits.FollowsCalendar).ShouldBe((true, false, true, false));
    }

    [Fact]
    public async Task Acquire_WithoutCredits_IsRefusedForGoodUntilATopUp()
    {
        await using var harness = new LimiterHarness();
        (await harness.CountAdmittedAsync(Entitle(credits: 3, minute: 100), 5)).ShouldBe(3);

        var refused = await harness.AcquireAsync(Entitle(credits: 3, minute: 100));

        refused.Outcome.ShouldBe(Outcome.CreditsExhausted);
        refused.RetryAfter.ShouldBeNull();
        refused.Windows.Single(w => w.Window.NeverEnds).Remaining.ShouldBe(0);
        DecisionExplanation.Of(refused, "prepaid").ShouldBe("No prepaid credits are left; top up to go on.");
        (await harness.CountAdmittedAsync(Entitle(credits: 5, minute: 100), 5)).ShouldBe(2);
    }

    [Fact]
    public async Task Acquire_MinuteUsedUpAndCreditsLeft_SaysWhenTheMinuteEnds()
    {
        await using var harness = new LimiterHarness();
        (await harness.CountAdmittedAsync(Entitle(credits: 100, minute: 3), 5)).ShouldBe(3);

        var refused = await harness.AcquireAsync(Entitle(credits: 100, minute: 3));

        refused.Outcome.ShouldBe(Outcome.QuotaExceeded);
        refused.RetryAfter.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Acquire_OfNoCost_NeedsNoCredit()
    {
        await using var harness = new LimiterHarness();

        (await harness.AcquireAsync(Entitle(credits: 0, minute: 3), cost: 0)).Outcome.ShouldBe(Outcome.Admitted);
        (await harness.AcquireAsync(Entitle(credits: 0, minute: 3))).Outcome.ShouldBe(Outcome.CreditsExhausted);
        (await harness.Limiter.PeekAsync(Entitle(credits: 0, minute: 3), null, 1, CancellationToken.None)).Outcome.ShouldBe(Outcome.CreditsExhausted);
    }

    [Fact]
    public async Task Expiry_OfCredits_HandsLeasesBack()
    {
        await using var harness = new LimiterHarness();
        await harness.CountAdmittedAsync(Entitle(credits: 1_000_000, minute: 1_000_000), 500);
        harness.Time.Advance(TimeSpan.FromMilliseconds(10));
        await harness.CountAdmittedAsync(Entitle(credits: 1_000_000, minute: 1_000_000), 500);

        await harness.AcquireAsync(Entitle(credits: 1_000_000, minute: 1_000_000, expired: 7), cost: 0);

        await harness.AdvanceUntilAsync(async () => await harness.UsedAsync("user_42", "*", QuotaSpec.CreditsSlot) == 1_000, TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public void LocalShare_OfCredits_IsNothing()
    {
        var spec = new QuotaSpec("user_42", "*", Entitle(credits: 1_000, minute: 100).Limits);

        new LocalShare().TrySpend(spec, 1, 1_790_000_000_000, nodes: 1).ShouldBeFalse();
    }

    private static Entitlement Entitle(long credits, long minute, long expired = 0)
    {
        var entitlement = LimiterHarness.Entitle(("minute", minute));
        return entitlement with { Limits = [.. entitlement.Limits, new WindowLimit(Window.Credits with { Expired = expired }, credits)] };
    }
}
