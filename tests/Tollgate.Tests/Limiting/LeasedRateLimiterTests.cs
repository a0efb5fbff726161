using Shouldly;
using Tollgate.Entitling;
using Tollgate.Identifying;
using Tollgate.Limiting;
using Xunit;
using static Tollgate.Tests.Limiting.LimiterHarness;

namespace Tollgate.Tests.Limiting;

public sealed class LeasedRateLimiterTests
{
    [Theory]
    [InlineData(Enforcement.Leased)]
    [InlineData(Enforcement.Strict)]
    public async Task Acquire_UpToTheLimitAndBeyond_AdmitsExactlyTheLimit(Enforcement enforcement)
    {
        await using var harness = new LimiterHarness();
        var entitlement = Entitle(("minute", 20), ("hour", 100)) with { Plan = new Plan { Name = "test", Enforcement = enforcement } };
        (await harness.CountAdmittedAsync(entitlement, 19)).ShouldBe(19);
        (await harness.AcquireAsync(entitlement)).IsAdmitted.ShouldBeTrue();
        var refused = await harness.AcquireAsync(entitlement);
        refused.Outcome.ShouldBe(Outcome.QuotaExceeded);
        refused.Windows.Select(w => (w.Window.Name, w.Used, w.Remaining)).ShouldBe([("minute", 20, 0), ("hour", 20, 80)]);
        refused.RetryAfter.ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Acquire_InSequence_CountsRemainingDownByOne()
    {
        await using var harness = new LimiterHarness();
        var entitlement = Entitle(("minute", 1_000));
        for (var i = 1; i <= 300; i++)
        {
            harness.Time.Advance(TimeSpan.FromMilliseconds(5));
            (await harness.AcquireAsync(entitlement)).Windows.Single().Remaining.ShouldBe(1_000 - i);
        }
    }

    [Fact]
    public async Task TryAcquire_WithUnitsOnLease_DecidesAndChargesAtOnce()
    {
        await using var harness = new LimiterHarness();
        var entitlement = Entitle(("minute", 1_000));
        harness.Limiter.TryAcquire(entitlement, null, 1, out _).ShouldBeFalse();
        var spent = await WarmAsync(harness, entitlement);

        harness.Limiter.TryAcquire(entitlement, null, 2, out var decision).ShouldBeTrue();
        decision.Windows.Single().Used.ShouldBe(spent + 2);

        harness.Limiter.Complete(decision, isCharged: false);
        harness.Limiter.TryAcquire(entitlement, null, 1, out decision).ShouldBeTrue();
        decision.Windows.Single().Used.ShouldBe(spent + 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_000_000_001)]
    public async Task TryAcquire_OfACostThatItDoesNotDecide_ChargesNothing(long cost)
    {
        await using var harness = new LimiterHarness();
        var entitlement = Entitle(("minute", 1_000));
        var spent = await WarmAsync(harness, entitlement);
        harness.Limiter.TryAcquire(entitlement, null, cost, out _).ShouldBeFalse();
        (await harness.AcquireAsync(entitlement)).Windows.Single().Used.ShouldBe(spent + 1);
    }

    [Fact]
    public async Task Acquire_OutOfQuotaAndHammered_LooksAtTheLedgerOnceASecond()
    {
        await using var harness = new LimiterHarness();
        var entitlement = Entitle(("minute", 10));
        (await harness.CountAdmittedAsync(entitlement, 20)).ShouldBe(10);
        var before = harness.Ledger.Statements;
        for (var i = 0; i < 50; i++)
        {
            harness.Time.Advance(TimeSpan.FromMilliseconds(100));
            (await harness.CountAdmittedAsync(entitlement, 3)).ShouldBe(0);
        }

        (harness.Ledger.Statements - before).ShouldBeInRange(4, 5);
    }

    [Fact]
    public async Task TryAcquire_OfACopyOfAWarmEntitlement_DoesNotSpendItsUnits()
    {
        await using var harness = new LimiterHarness();
        var entitlement = Entitle(("minute", 1_000));
        var spent = await WarmAsync(harness, entitlement);

        var other = entitlement with { Subject = "user_43" };
        harness.Limiter.TryAcquire(other, null, 1, out _).ShouldBeFalse();
        (await harness.AcquireAsync(other)).Windows.Single().Used.ShouldBe(1);
        harness.Limiter.TryAcquire(entitlement with { Access = AccessRule.Deny }, null, 1, out _).ShouldBeFalse();
        (await harness.AcquireAsync(entitlement)).Windows.Single().Used.ShouldBe(spent + 1);
    }

    [Fact]
    public async Task TryAcquire_OfAnEndpointGroup_ChargesTheGroupToo()
    {
        await using var harness = new LimiterHarness();
        var entitlement = Entitle(("minute", 1_000));
        var spent = await WarmAsync(harness, entitlement);

        var group = Group("search", ("minute", 1));
        harness.Limiter.TryAcquire(entitlement, group, 1, out _).ShouldBeFalse();
        (await harness.AcquireAsync(entitlement, group: group)).Windows.Select(w => w.Used).ShouldBe([spent + 1, 1]);
        (await harness.AcquireAsync(entitlement, group: group)).Outcome.ShouldBe(Outcome.QuotaExceeded);
    }

    [Fact]
    public async Task Entitlement_ThatIsWarm_CanBeComparedWithOneThatIsNot()
    {
        await using var harness = new LimiterHarness();
        var entitlement = Entitle(("minute", 1_000));
        var copy = entitlement with { };
        await WarmAsync(harness, entitlement);
        await WarmAsync(harness, copy);
        entitlement.GetHashCode().ShouldBe(entitlement.GetHashCode());
        entitlement.Equals(copy).ShouldBeFalse(); // bound apart from each other
    }

    [Fact]
    public async Task Acquire_OfCosts_ChargesTheCostOrNothing()
    {
        await using var harness = new LimiterHarness();
        var entitlement = Entitle(("minute", 10));
        (await harness.AcquireAsync(entitlement, 7)).IsAdmitted.ShouldBeTrue();
        var refused = await harness.AcquireAsync(entitlement, 4);
        refused.IsAdmitted.ShouldBeFalse();
        refused.Windows.Single().Remaining.ShouldBe(3);
        (await harness.AcquireAsync(entitlement, 3)).IsAdmitted.ShouldBeTrue();
        (await harness.AcquireAsync(entitlement, 0)).IsAdmitted.ShouldBeTrue();
        (await harness.AcquireAsync(entitlement, 1)).IsAdmitted.ShouldBeFalse();
    }

    [Fact]
    public async Task Acquire_OfMoreThanTheLimit_IsRefusedForGood()
    {
        await using var harness = new LimiterHarness();
        var refused = await harness.AcquireAsync(Entitle(("minute", 10)), 11);
        refused.Outcome.ShouldBe(Outcome.QuotaExceeded);
        refused.RetryAfter.ShouldBeNull();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(1_000_000_001)]
    [InlineData(long.MaxValue)]
    public async Task Acquire_OfACostOutOfRange_Throws(long cost)
    {
        await using var harness = new LimiterHarness();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await harness.AcquireAsync(Entitle(("minute", 10)), cost));
        (await harness.UsedAsync("user_42", "*", 0)).ShouldBe(0);
    }

    [Fact]
    public async Task Acquire_WithLimitZero_IsAlwaysRefused()
    {
        await using var harness = new LimiterHarness();
        foreach (var cost in new long[] { 0, 1, 5 })
        {
            (await harness.AcquireAsync(Entitle(("minute", 0), ("day", 100)), cost)).Outcome.ShouldBe(Outcome.QuotaExceeded);
        }
    }

    [Fact]
    public async Task Acquire_Unlimited_IsCountedAndNeverRefused()
    {
        await using var harness = new LimiterHarness();
        var entitlement = Entitle(("day", Limit.Unlimited));
        for (var i = 0; i < 100; i++)
        {
            (await harness.AcquireAsync(entitlement, Limit.MaxCost)).IsAdmitted.ShouldBeTrue();
        }

        await harness.Pump.StopAsync(TestContext.Current.CancellationToken); // hands back what was leased ahead
        (await harness.UsedAsync("user_42", "*", 2)).ShouldBe(100 * Limit.MaxCost);
    }

    [Fact]
    public async Task Acquire_WhenTheGroupRefuses_ChargesNoScope()
    {
        await using var harness = new LimiterHarness();
        var group = Group("search", ("minute", 2));
        var entitlement = Entitle(("minute", 10)) with { Scopes = [group] };
        for (var i = 0; i < 6; i++)
        {
            (await harness.AcquireAsync(entitlement, 1, group)).IsAdmitted.ShouldBe(i < 2);
        }

        (await harness.CountAdmittedAsync(entitlement, 20)).ShouldBe(8);
    }

    [Fact]
    public async Task Acquire_WithKeyLimits_HoldsThemBesideThePlans()
    {
        await using var harness = new LimiterHarness();
        var first = Entitle(("minute", 10)) with { KeyId = 1, KeyLimits = [new WindowLimit(Window.Minute, 3)] };
        var second = Entitle(("minute", 10)) with { KeyId = 2, KeyLimits = [new WindowLimit(Window.Minute, 30)] };
        (await harness.CountAdmittedAsync(first, 5)).ShouldBe(3);
        (await harness.CountAdmittedAsync(second, 20)).ShouldBe(7);
    }

    [Fact]
    public async Task Acquire_AfterTheWindowEnded_AdmitsTheLimitAgain()
    {
        await using var harness = new LimiterHarness();
        var entitlement = Entitle(("minute", 5), ("hour", 12));
        (await harness.CountAdmittedAsync(entitlement, 9)).ShouldBe(5);
        harness.Time.Advance(TimeSpan.FromMinutes(1));
        (await harness.CountAdmittedAsync(entitlement, 9)).ShouldBe(5);
        harness.Time.Advance(TimeSpan.FromMinutes(1));
        (await harness.CountAdmittedAsync(entitlement, 9)).ShouldBe(2);
    }

    [Fact]
    public async Task Acquire_WhenOutOfQuota_AsksTheLedgerAtMostOnceASecond()
    {
        await using var harness = new LimiterHarness();
        var entitlement = Entitle(("day", 3));
        await harness.CountAdmittedAsync(entitlement, 4);
        var before = harness.Ledger.Statements;
        for (var i = 0; i < 2_000; i++)
        {
            (await harness.AcquireAsync(entitlement)).IsAdmitted.ShouldBeFalse();
            harness.Time.Advance(TimeSpan.FromMilliseconds(5));
        }

        (harness.Ledger.Statements - before).ShouldBeLessThanOrEqualTo(11);
    }

    [Fact]
    public async Task Acquire_WarmAndLeased_AllocatesNothing()
    {
        await using var harness = new LimiterHarness(o => o.LeaseTtl = TimeSpan.FromSeconds(30));
        var entitlement = Entitle(("minute", 1_000_000), ("hour", 1_000_000), ("day", 1_000_000), ("month", 1_000_000));
        for (var i = 0; i < 600 || harness.Book.Find(new QuotaKey("user_42", "*"))!.Lease is not { Units: > 100 }; i++)
        {
            harness.Time.Advance(TimeSpan.FromMilliseconds(1));
            await harness.AcquireAsync(entitlement);
        }

        harness.Book.Find(new QuotaKey("user_42", "*"))!.Lease!.Units.ShouldBeGreaterThan(100);
        var admitted = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
        {
            var pending = harness.Limiter.AcquireAsync(entitlement, null, 1, CancellationToken.None);
            admitted += pending.IsCompletedSuccessfully && (await pending).IsAdmitted ? 1 : 0;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        admitted.ShouldBe(20);
        allocated.ShouldBe(0);
    }

    [Fact]
    public async Task Complete_NotCharged_GivesTheUnitsBackToTheWindowsTheyCameFrom()
    {
        await using var harness = new LimiterHarness();
        var entitlement = Entitle(("minute", 5), ("hour", 50));
        var decision = await harness.AcquireAsync(entitlement, 5);
        harness.Limiter.Complete(decision, isCharged: false);
        (await harness.CountAdmittedAsync(entitlement, 9)).ShouldBe(5);
    }

    [Fact]
    public async Task Complete_NotChargedInTheNextMinute_FreesTheHourAndNotTheNewMinute()
    {
        await using var harness = new LimiterHarness();
        var entitlement = Entitle(("minute", 5), ("hour", 50));
        var decision = await harness.AcquireAsync(entitlement, 5);
        harness.Time.Advance(TimeSpan.FromMinutes(1));
        (await harness.AcquireAsync(entitlement, 2)).IsAdmitted.ShouldBeTrue();
        harness.Limiter.Complete(decision, isCharged: false);
        await harness.AdvanceUntilAsync(async () => await harness.UsedAsync("user_42", "*", 1) == 2, TimeSpan.FromSeconds(3));
        (await harness.UsedAsync("user_42", "*", 0)).ShouldBe(2);
    }

    [Fact]
    public async Task Concurrency_BeyondTheLimit_IsRefusedUntilOneCompletes()
    {
        await using var harness = new LimiterHarness();
        var entitlement = Entitle(("minute", 100)) with { Plan = new Plan { Name = "test", Concurrency = 2, Enforcement = Enforcement.Strict } };
        var first = await harness.AcquireAsync(entitlement);
        (await harness.AcquireAsync(entitlement)).IsAdmitted.ShouldBeTrue();
        var refused = await harness.AcquireAsync(entitlement);
        refused.Outcome.ShouldBe(Outcome.ConcurrencyExceeded);
        harness.Limiter.Complete(refused, isCharged: true);
        harness.Limiter.Complete(first, isCharged: true);
        (await harness.AcquireAsync(entitlement)).IsAdmitted.ShouldBeTrue();
        (await harness.AcquireAsync(entitlement)).IsAdmitted.ShouldBeFalse();
        (await harness.UsedAsync("user_42", "*", 0)).ShouldBe(3);
    }

    [Fact]
    public async Task Shadow_BeyondTheLimit_GoesOnAndIsNotCharged()
    {
        await using var harness = new LimiterHarness();
        var entitlement = Entitle(("minute", 2)) with { Plan = new Plan { Name = "test", IsShadow = true } };
        await harness.CountAdmittedAsync(entitlement, 2);
        var decision = await harness.AcquireAsync(entitlement);
        (decision.Outcome, decision.IsShadow, decision.IsAdmitted).ShouldBe((Outcome.QuotaExceeded, true, true));
        (await harness.UsedAsync("user_42", "*", 0)).ShouldBe(2);
    }

    [Fact]
    public async Task Access_AndRestriction_DecideBeforeTheLimits()
    {
        await using var harness = new LimiterHarness();
        var entitlement = Entitle(("minute", 0));
        (await harness.AcquireAsync(entitlement with { Access = AccessRule.Allow })).Outcome.ShouldBe(Outcome.Admitted);
        (await harness.AcquireAsync(entitlement with { Access = AccessRule.Deny })).Outcome.ShouldBe(Outcome.Denied);
        (await harness.AcquireAsync(entitlement with { Restriction = RestrictionLevel.Suspended })).Outcome.ShouldBe(Outcome.Suspended);
        harness.Ledger.Statements.ShouldBe(0);
    }

    [Fact]
    public async Task Peek_ChargesNothing_AndSaysWhatAcquireWould()
    {
        await using var harness = new LimiterHarness();
        var entitlement = Entitle(("minute", 2));
        (await harness.Limiter.PeekAsync(entitlement, null, 2, CancellationToken.None)).IsAdmitted.ShouldBeTrue();
        (await harness.Limiter.PeekAsync(entitlement, null, 3, CancellationToken.None)).IsAdmitted.ShouldBeFalse();
        await harness.CountAdmittedAsync(entitlement, 1);
        var peek = await harness.Limiter.PeekAsync(entitlement, null, 2, CancellationToken.None);
        peek.Outcome.ShouldBe(Outcome.QuotaExceeded);
        peek.Windows.Single().Remaining.ShouldBe(1);
        peek.RetryAfter.ShouldBe(TimeSpan.FromMinutes(1));
        (await harness.UsedAsync("user_42", "*", 0)).ShouldBe(1);
    }

    [Fact]
    public async Task PlanChange_Upgrade_AdmitsAtOnceAndKeepsTheUsage()
    {
        await using var harness = new LimiterHarness();
        await harness.CountAdmittedAsync(Entitle(("day", 3)), 5);
        (await harness.CountAdmittedAsync(Entitle(("day", 10)), 20)).ShouldBe(7);
    }

    [Fact]
    public async Task PlanChange_Downgrade_RefusesAndNeverShowsNegative()
    {
        await using var harness = new LimiterHarness();
        await harness.CountAdmittedAsync(Entitle(("day", 10)), 8);
        var refused = await harness.AcquireAsync(Entitle(("day", 5)));
        refused.IsAdmitted.ShouldBeFalse();
        refused.Windows.Single().Remaining.ShouldBe(0);
    }

    [Fact]
    public async Task Stop_HandsBackEveryUnitOnLease()
    {
        await using var harness = new LimiterHarness(o => o.LeaseTtl = TimeSpan.FromSeconds(30));
        var entitlement = Entitle(("day", 1_000_000));
        for (var i = 0; i < 40; i++)
        {
            harness.Time.Advance(TimeSpan.FromMilliseconds(1));
            await harness.AcquireAsync(entitlement);
        }

        (await harness.UsedAsync("user_42", "*", 2)).ShouldBeGreaterThan(40);
        await harness.Pump.StopAsync(CancellationToken.None);
        (await harness.UsedAsync("user_42", "*", 2)).ShouldBe(40);
    }

    [Theory]
    [InlineData(200, 3)] // soon, where others could miss them
    [InlineData(1_000_000, 12)]
    public async Task Idle_LeaseAndSubject_LeaveMemoryAndTheUnitsGoBack(long limit, int seconds)
    {
        await using var harness = new LimiterHarness(o => o.IdleTimeout = TimeSpan.FromSeconds(4));
        var entitlement = Entitle(("day", limit));
        for (var i = 0; i < 40; i++)
        {
            harness.Time.Advance(TimeSpan.FromMilliseconds(1));
            await harness.AcquireAsync(entitlement);
        }

        await harness.AdvanceUntilAsync(async () => await harness.UsedAsync("user_42", "*", 2) == 40, TimeSpan.FromSeconds(seconds));
        await harness.AdvanceUntilAsync(() => Task.FromResult(harness.Book.Count == 0), TimeSpan.FromSeconds(20));
        (await harness.AcquireAsync(entitlement)).Windows.Single().Used.ShouldBe(41);
    }

    [Fact]
    public async Task Strict_SubjectInUse_StaysInMemory()
    {
        await using var harness = new LimiterHarness(o => o.IdleTimeout = TimeSpan.FromSeconds(2));
        var entitlement = Entitle(("day", 1_000_000)) with { Plan = new Plan { Name = "test", Enforcement = Enforcement.Strict } };
        await harness.AcquireAsync(entitlement);
        var quota = harness.Book.Find(new QuotaKey("user_42", "*"));
        for (var i = 0; i < 20; i++)
        {
            harness.Time.Advance(TimeSpan.FromMilliseconds(500));
            await harness.AcquireAsync(entitlement);
            lock (harness.Book.Gate)
            {
                harness.Book.Tick(harness.Time.GetTimestamp());
            }
        }

        quota.ShouldNotBeNull();
        harness.Book.Find(new QuotaKey("user_42", "*")).ShouldBeSameAs(quota);
    }

    [Theory]
    [InlineData(LedgerFailurePolicy.FailClosed, 0)]
    [InlineData(LedgerFailurePolicy.FailLocal, 5)]
    [InlineData(LedgerFailurePolicy.FailOpen, 20)]
    public async Task LedgerDown_ByPolicy_AdmitsNothingAShareOrAllAndChargesItLater(LedgerFailurePolicy policy, int admitted)
    {
        await using var harness = new LimiterHarness(o => o.OnRateFailure = policy);
        harness.Book.Nodes = 2;
        harness.Ledger.IsDown = true;
        var entitlement = Entitle(("hour", 10));
        var count = 0;
        for (var i = 0; i < 20; i++)
        {
            var decision = await harness.AcquireAsync(entitlement);
            count += decision.IsAdmitted ? 1 : 0;
            decision.IsDegraded.ShouldBe(decision.IsAdmitted);
            decision.Outcome.ShouldBe(decision.IsAdmitted ? Outcome.Admitted : Outcome.Unavailable);
        }

        count.ShouldBe(admitted);
        harness.Ledger.IsDown = false;
        if (admitted > 0)
        {
            await harness.AdvanceUntilAsync(async () => await harness.UsedAsync("user_42", "*", 1) == Math.Min(10, admitted), TimeSpan.FromSeconds(10));
        }

        await harness.AdvanceUntilAsync(async () => (await harness.AcquireAsync(entitlement)).Outcome != Outcome.Unavailable, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task LedgerDown_WithUnitsOnLease_SpendsThemFirst()
    {
        await using var harness = new LimiterHarness(o => o.LeaseTtl = TimeSpan.FromSeconds(30));
        var entitlement = Entitle(("day", 100_000));
        for (var i = 0; i < 40; i++)
        {
            harness.Time.Advance(TimeSpan.FromMilliseconds(1));
            await harness.AcquireAsync(entitlement);
        }

        var units = (int)harness.Book.Find(new QuotaKey("user_42", "*"))!.Lease!.Units;
        harness.Ledger.IsDown = true;
        (await harness.CountAdmittedAsync(entitlement, units)).ShouldBe(units);
        (await harness.AcquireAsync(entitlement)).Outcome.ShouldBe(Outcome.Unavailable);
    }

    [Fact]
    public async Task LedgerSilent_PastTheDecisionTimeout_IsAnsweredByThePolicyWithoutTheDriver()
    {
        await using var harness = new LimiterHarness(o => o.DecisionTimeout = TimeSpan.FromMilliseconds(100));
        harness.Ledger.BlackHole = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var pending = harness.AcquireAsync(Entitle(("day", 100))).AsTask();
        await harness.AdvanceUntilAsync(() => Task.FromResult(pending.IsCompleted), TimeSpan.FromSeconds(1));
        (await pending).Outcome.ShouldBe(Outcome.Unavailable);
        harness.Ledger.BlackHole.SetResult();
    }

    [Fact]
    public async Task Acquire_WhoseCallerGoesAway_IsCancelledAndChargedNothing()
    {
        await using var harness = new LimiterHarness();
        harness.Ledger.BlackHole = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var caller = new CancellationTokenSource();
        var pending = harness.Limiter.AcquireAsync(Entitle(("day", 100)), null, 1, caller.Token).AsTask();
        await caller.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => pending);
        pending.IsCanceled.ShouldBeTrue();
        harness.Ledger.BlackHole.SetResult();
        harness.Ledger.BlackHole = null;
        await harness.AdvanceUntilAsync(async () => await harness.UsedAsync("user_42", "*", 2) == 0, TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Acquire_AwaitedTwice_ThrowsInsteadOfLeavingAPlaceTwice()
    {
        await using var harness = new LimiterHarness();
        var entitlement = Entitle(("day", 100)) with { Plan = new Plan { Name = "test", Concurrency = 1, Enforcement = Enforcement.Strict } };
#pragma warning disable CA2012 // that is what is tested
        var waiting = harness.AcquireAsync(entitlement);
        (await waiting).Outcome.ShouldBe(Outcome.Admitted);
        await Should.ThrowAsync<InvalidOperationException>(async () => await waiting);
#pragma warning restore CA2012
        (await harness.AcquireAsync(entitlement)).Outcome.ShouldBe(Outcome.ConcurrencyExceeded);
    }

    [Fact]
    public async Task Acquire_WhoseCallerGoesAwayOrWasGone_LeavesItsPlaceAmongTheRequestsInFlight()
    {
        await using var harness = new LimiterHarness();
        var entitlement = Entitle(("day", 100)) with { Plan = new Plan { Name = "test", Concurrency = 1, Enforcement = Enforcement.Strict } };
        harness.Ledger.BlackHole = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var caller = new CancellationTokenSource();
        var pending = harness.Limiter.AcquireAsync(entitlement, null, 1, caller.Token).AsTask();
        (await harness.AcquireAsync(entitlement)).Outcome.ShouldBe(Outcome.ConcurrencyExceeded);

        await caller.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => pending);
        await Should.ThrowAsync<OperationCanceledException>(() => harness.Limiter.AcquireAsync(entitlement, null, 1, caller.Token).AsTask());
        harness.Ledger.BlackHole.SetResult();
        harness.Ledger.BlackHole = null;
        (await harness.AcquireAsync(entitlement)).Outcome.ShouldBe(Outcome.Admitted);
    }

    [Fact]
    public async Task Acquire_ByManyAtOnce_AdmitsExactlyTheLimit()
    {
        await using var harness = new LimiterHarness();
        var entitlement = Entitle(("minute", 500), ("day", 700));
        var decisions = await Task.WhenAll(Enumerable.Range(0, 2_000).Select(_ => Task.Run(async () => await harness.AcquireAsync(entitlement))));
        decisions.Count(d => d.IsAdmitted).ShouldBe(500);
    }

    [Fact]
    public async Task Anonymous_BeyondTheCapOfSubjects_ShareTheirNetworksBucket()
    {
        await using var harness = new LimiterHarness(o => o.MaxSubjects = 50);
        Entitlement Address(int number) => Entitle(("day", 5)) with
        {
            UserId = null,
            Subject = $"ip_203.0.{number / 250}.{number % 250}",
            CoarseSubject = "ip_203.0.0.0/16",
        };
        var victim = Address(0);
        (await harness.CountAdmittedAsync(victim, 9)).ShouldBe(5);
        var admitted = 0;
        for (var number = 1; number < 2_000; number++)
        {
            admitted += await harness.CountAdmittedAsync(Address(number), 1);
        }

        harness.Book.Count.ShouldBeLessThanOrEqualTo(51);
        admitted.ShouldBe(49 + 5);
        (await harness.CountAdmittedAsync(victim, 9)).ShouldBe(0);
        (await harness.CountAdmittedAsync(Entitle(("day", 5)), 9)).ShouldBe(5);
    }

    [Fact]
    public async Task Acquire_AtNoCost_AsksTheLedgerOnceAWindow()
    {
        await using var harness = new LimiterHarness();
        var entitlement = Entitle(("minute", 3));
        await harness.CountAdmittedAsync(entitlement, 4);
        var before = harness.Ledger.Statements;
        for (var i = 0; i < 100; i++)
        {
            (await harness.AcquireAsync(entitlement, 0)).IsAdmitted.ShouldBeTrue();
        }

        (harness.Ledger.Statements - before).ShouldBe(0);
        harness.Time.Advance(TimeSpan.FromMinutes(1));
        (await harness.AcquireAsync(entitlement, 0)).Windows.Single().Remaining.ShouldBe(3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Acquire_WithoutAnyWindow_IsAdmittedWithoutTheLedger(long cost)
    {
        await using var harness = new LimiterHarness();
        (await harness.AcquireAsync(Entitle(), cost)).IsAdmitted.ShouldBeTrue();
        harness.Ledger.Statements.ShouldBe(0);
    }

    [Fact]
    public async Task Acquire_AfterTheStop_IsAnsweredByThePolicy()
    {
        await using var harness = new LimiterHarness();
        await harness.Pump.StopAsync(CancellationToken.None);
        (await harness.AcquireAsync(Entitle(("day", 3)))).Outcome.ShouldBe(Outcome.Unavailable);
    }

    [Fact]
    public async Task PlanChange_ThatDropsAWindow_NeverFreesWhatThatWindowCounted()
    {
        await using var harness = new LimiterHarness();
        await harness.CountAdmittedAsync(Entitle(("hour", 100), ("month", 10)), 12);
        for (var i = 0; i < 5; i++)
        {
            var decision = await harness.AcquireAsync(Entitle(("hour", 100)), 3);
            harness.Limiter.Complete(decision, isCharged: false);
        }

        await harness.AdvanceUntilAsync(async () => await harness.UsedAsync("user_42", "*", 1) == 10, TimeSpan.FromSeconds(5));
        (await harness.UsedAsync("user_42", "*", 3)).ShouldBe(10);
        (await harness.AcquireAsync(Entitle(("hour", 100), ("month", 10)))).IsAdmitted.ShouldBeFalse();
    }

    [Fact]
    public async Task PlanChange_ThatAddsACustomWindow_KeepsTheCountsOfTheOthers()
    {
        await using var harness = new LimiterHarness();
        await harness.CountAdmittedAsync(Entitle(("week", 10), ("PT15M", 100)), 12);
        var decision = await harness.AcquireAsync(Entitle(("week", 10), ("PT15M", 100), ("PT6H", 50), ("P30D", 500)));
        decision.IsAdmitted.ShouldBeFalse();
        decision.Windows.Select(w => (w.Window.Name, w.Used)).Order().ShouldBe([("P30D", 0), ("PT15M", 10), ("PT6H", 0), ("week", 10)]);
    }

    [Fact]
    public async Task PlanChange_SeenByALongRequest_IsNotUndoneByIt()
    {
        await using var harness = new LimiterHarness(o => o.IdleTimeout = TimeSpan.FromSeconds(2));
        var old = Entitle(("day", 1_000));
        await harness.CountAdmittedAsync(old, 1);
        await harness.AdvanceUntilAsync(() => Task.FromResult(harness.Book.Count == 0), TimeSpan.FromSeconds(20));
        var current = Entitle(("day", 5));
        await harness.CountAdmittedAsync(current, 1);
        await harness.AcquireAsync(old);
        (await harness.CountAdmittedAsync(current, 20)).ShouldBe(2);
    }

    [Fact]
    public async Task PlanChange_ThereAndBack_IsNotUndoneByTheEntitlementInBetween()
    {
        await using var harness = new LimiterHarness();
        var first = Entitle(("day", 5));
        var between = Entitle(("day", 1_000));
        var last = Entitle(("day", 5));
        await harness.CountAdmittedAsync(first, 1);
        await harness.CountAdmittedAsync(last, 1);
        await harness.AcquireAsync(between);
        (await harness.CountAdmittedAsync(last, 20)).ShouldBe(2);
    }

    [Fact]
    public async Task Anonymous_WhenTheCrowdsBucketWasSwept_ShareItAgain()
    {
        await using var harness = new LimiterHarness(o => (o.MaxSubjects, o.IdleTimeout) = (1, TimeSpan.FromSeconds(2)));
        var plan = new Plan { Name = "anonymous" };
        Entitlement Address(int number) => Entitle(("day", 5)) with
        {
            UserId = null,
            Plan = plan,
            Subject = $"ip_203.0.113.{number}",
            CoarseSubject = "ip_203.0.0.0/16",
        };
        await harness.CountAdmittedAsync(Entitle(("day", 1)), 2);
        (await harness.CountAdmittedAsync(Address(1), 1)).ShouldBe(1);
        await harness.AdvanceUntilAsync(() => Task.FromResult(harness.Book.Find(new QuotaKey("ip_203.0.0.0/16", "*")) is null), TimeSpan.FromSeconds(20));
        harness.Book.Count.ShouldBe(1, "the refusal of the user holds until midnight and keeps memory full");

        var admitted = 0;
        for (var number = 2; number < 30; number++)
        {
            admitted += await harness.CountAdmittedAsync(Address(number), 1);
        }

        admitted.ShouldBe(4);
        harness.Book.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Acquire_AtNoCostWithLimitZero_DoesNotAskEachTime()
    {
        await using var harness = new LimiterHarness();
        var entitlement = Entitle(("day", 0));
        await harness.AcquireAsync(entitlement, 0);
        var before = harness.Ledger.Statements;
        for (var i = 0; i < 50; i++)
        {
            (await harness.AcquireAsync(entitlement, 0)).IsAdmitted.ShouldBeFalse();
        }

        harness.Ledger.Statements.ShouldBe(before);
    }

    [Fact]
    public async Task Stop_WithTheLedgerSilent_LeavesNobodyWaiting()
    {
        await using var harness = new LimiterHarness();
        harness.Ledger.BlackHole = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = harness.AcquireAsync(Entitle(("day", 100))).AsTask();
        var queued = harness.AcquireAsync(Entitle(("day", 100))).AsTask();
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await harness.Pump.StopAsync(patience.Token);
        (await asked).Outcome.ShouldBe(Outcome.Unavailable);
        (await queued).Outcome.ShouldBe(Outcome.Unavailable);
        harness.Ledger.BlackHole.SetResult();
    }

    [Fact]
    public async Task LedgerDown_WhenAGroupHasNoShareLeft_SpendsNothingOfTheOthers()
    {
        await using var harness = new LimiterHarness(o => o.OnRateFailure = LedgerFailurePolicy.FailLocal);
        harness.Ledger.IsDown = true;
        var group = Group("search", ("hour", 1));
        var entitlement = Entitle(("hour", 5)) with { Scopes = [group] };
        for (var i = 0; i < 20; i++)
        {
            (await harness.AcquireAsync(entitlement, 1, group)).IsAdmitted.ShouldBe(i == 0);
        }

        (await harness.CountAdmittedAsync(entitlement, 20)).ShouldBe(4);
    }

    /// <summary>Requests until there is a lease that lasts, and nothing on its way that would replace it; returns their number.</summary>
    private static async Task<long> WarmAsync(LimiterHarness harness, Entitlement entitlement)
    {
        for (var spent = 1L; spent < 500; spent++)
        {
            harness.Time.Advance(TimeSpan.FromMilliseconds(2));
            (await harness.AcquireAsync(entitlement)).IsAdmitted.ShouldBeTrue();
            if (harness.Book.Find(new QuotaKey(entitlement.Subject, PlanScope.All)) is { IsAsking: false, IsQueued: false, Lease.Units: >= 20 })
            {
                return spent;
            }
        }

        throw new InvalidOperationException("500 requests a second left no units on lease.");
    }
}
