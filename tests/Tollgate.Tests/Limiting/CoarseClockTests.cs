using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.Tests.Limiting;

public sealed class CoarseClockTests
{
    [Fact]
    public void Now_OfTheSystem_IsNeverAheadAndSeldomFarBehind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems count from another moment.");
        var coarse = CoarseClock.Of(TimeProvider.System).ShouldNotBeNull();
        for (var i = 0; i < 100_000; i++)
        {
            TimeProvider.System.GetElapsedTime(coarse.Now).ShouldBeInRange(TimeSpan.Zero, CoarseClock.MaxLag);
        }
    }

    [Fact]
    public void Of_AMadeUpClock_IsNone() => CoarseClock.Of(new FakeTimeProvider()).ShouldBeNull();

    [Theory]
    [InlineData(10_000, 8_000, 60_000, 7_999, true)]
    [InlineData(10_000, 8_000, 60_000, 8_000, false)]
    [InlineData(10_000, 8_000, 8_500, 7_499, true)]
    [InlineData(10_000, 8_000, 8_500, 7_500, false)]
    public void TryTakeSurely_RefillDueOrAWindowAboutToEnd_LeavesItToTheClock(long deadline, long refillAt, long windowEnd, long early, bool isTaken)
    {
        var spec = new QuotaSpec("user_1", "*", [new(Window.Minute, 10)]);
        var view = new LedgerView(spec, spec.SpansAt(0), [5]);
        var lease = new Lease(new Quota(spec), view, 5, deadline, refillAt, windowEnd, Math.Min(refillAt, windowEnd - 1_000));

        lease.TryTakeSurely(1, early, out var left).ShouldBe(isTaken);
        (lease.Units, left).ShouldBe(isTaken ? (4, 4) : (5, 0));
    }

    [Theory]
    [InlineData(6, 10_000, 7_999, true)]
    [InlineData(6, 10_000, 8_000, false)]
    [InlineData(6, 8_500, 7_499, true)]
    [InlineData(6, 8_500, 7_500, false)]
    [InlineData(5, 10_000, 1, false)]
    public void IsSurelyFresh_RoomForItOrATurnToLookOrAWindowAboutToEnd_LeavesItToTheClock(long cost, long windowEnd, long early, bool isRefused)
    {
        var spec = new QuotaSpec("user_1", "*", [new(Window.Minute, 10)]);
        var denial = new Denial(new LedgerView(spec, spec.SpansAt(0), [5]), windowEnd, probeAt: 8_000, windowEnd - 1_000);

        denial.IsSurelyFresh(cost, early).ShouldBe(isRefused);
    }
}
