using Shouldly;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.Testing.Limiting;

/// <summary>What the database's clock decides: roll-over, stale spans, windows that were redefined.</summary>
public abstract class LedgerTimeSuite(ILedgerHost host) : LedgerSuite(host)
{
    private QuotaSpec Spec => Ask.Spec(Subject, (Window.Minute, 10), (Window.Day, 100));

    [Fact]
    public async Task Grant_NextMinute_BeginsThatWindowAtZeroAndKeepsTheDay()
    {
        await GrantAsync(Spec, wanted: 10);
        Clock.Now = Window.Minute.At(Clock.Now).End;

        var grant = await GrantAsync(Spec, wanted: 4);

        grant.Granted.ShouldBe(4);
        grant.Used[Minute].ShouldBe(4);
        grant.Used[Day].ShouldBe(14);
        grant.Spans[Minute].Start.ShouldBe(Clock.Now);
    }

    [Fact]
    public async Task Grant_LastMillisecondOfTheMinute_IsStillTheOldWindow()
    {
        await GrantAsync(Spec, wanted: 10);
        Clock.Now = Window.Minute.At(Clock.Now).End - 1;

        (await GrantAsync(Spec, wanted: 1)).Granted.ShouldBe(0);
    }

    [Theory]
    [InlineData(-60_000)]
    [InlineData(60_000)]
    public async Task Grant_NodeClockInAnotherMinute_IsStaleAndChangesNothing(int skew)
    {
        await GrantAsync(Spec, wanted: 3);
        var before = await RowAsync();

        var grant = await GrantAsync(Ask.For(Spec, Clock.Now + skew, wanted: 1));

        grant.IsStale.ShouldBeTrue();
        grant.Granted.ShouldBe(0);
        grant.Used.ShouldBe(before.Used);
        grant.Spans.ShouldBe(before.Spans);
        (await RowAsync()).Used.ShouldBe(before.Used);
    }

    [Theory]
    [InlineData(-60_000)]
    [InlineData(60_000)]
    public async Task Grant_FirstAskWithAnotherMinute_IsStaleAndStoresNoWindow(int skew)
    {
        var grant = await GrantAsync(Ask.For(Spec, Clock.Now + skew, wanted: 1));

        grant.IsStale.ShouldBeTrue();
        grant.Granted.ShouldBe(0);
        grant.Spans.ShouldAllBe(span => span == default);
        (await (await LedgerAsync()).ReadAsync(Subject, Token)).Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task Grant_OneOfTwoSpansStale_RollsNothingOver()
    {
        await GrantAsync(Spec, wanted: 3);
        var asked = Clock.Now;
        Clock.Now = Window.Minute.At(Clock.Now).End;

        var grant = await GrantAsync(Ask.For(Spec, asked, wanted: 1));

        grant.IsStale.ShouldBeTrue();
        grant.Used[Minute].ShouldBe(3);
        grant.Spans[Minute].ShouldBe(Window.Minute.At(asked));
    }

    [Fact]
    public async Task Grant_DatabaseClockStepsBack_NeverReopensTheOlderWindow()
    {
        var before = Clock.Now;
        await GrantAsync(Spec, wanted: 10);
        Clock.Now = Window.Minute.At(before).End;
        await GrantAsync(Spec, wanted: 5);
        Clock.Now = before;

        var ledger = await LedgerAsync();
        var reply = await ledger.GrantAsync([Ask.For(Spec, before, wanted: 1)], Token);

        reply.Grants[0].IsStale.ShouldBeTrue();
        reply.Grants[0].Granted.ShouldBe(0);
        reply.Grants[0].Used[Minute].ShouldBe(5);
    }

    [Fact]
    public async Task Grant_MonthRedefinedWhileItRuns_CarriesTheCountIntoTheNewSpan()
    {
        await GrantAsync(Ask.Spec(Subject, (Window.Month, 100)), wanted: 70);
        var anchored = Window.Month with { Anchor = TestClock.At("2026-01-05T00:00:00Z") };

        var grant = await GrantAsync(Ask.Spec(Subject, (anchored, 100)), wanted: 50);

        grant.Granted.ShouldBe(30);
        grant.Used[Month].ShouldBe(100);
        grant.Spans[Month].ShouldBe(new WindowSpan(TestClock.At("2026-03-05T00:00:00Z"), TestClock.At("2026-04-05T00:00:00Z")));
    }

    [Fact]
    public async Task Grant_MonthRedefinedAfterItsEnd_BeginsAtZero()
    {
        await GrantAsync(Ask.Spec(Subject, (Window.Month, 100)), wanted: 70);
        Clock.Now = TestClock.At("2026-04-01T00:00:00Z");
        var anchored = Window.Month with { Anchor = TestClock.At("2026-01-05T00:00:00Z") };

        var grant = await GrantAsync(Ask.Spec(Subject, (anchored, 100)), wanted: 100);

        grant.Granted.ShouldBe(100);
        grant.Spans[Month].Start.ShouldBe(TestClock.At("2026-03-05T00:00:00Z"));
    }

    [Fact]
    public async Task Grant_CreditsYearsLater_AreStillSpent()
    {
        var spec = Ask.Spec(Subject, (Window.Minute, 100), (Window.Credits, 100));
        await GrantAsync(spec, wanted: 70);
        Clock.Now = TestClock.At("2051-01-01T00:00:00Z");

        var grant = await GrantAsync(spec, wanted: 50);

        grant.Granted.ShouldBe(30);
        grant.Used[QuotaSpec.CreditsSlot].ShouldBe(100);
        grant.Used[Minute].ShouldBe(30);
        (await GrantAsync(spec, wanted: 1)).Granted.ShouldBe(0);
    }

    [Fact]
    public async Task Grant_CreditsAfterOtherPlans_AreAsTheyWereLeft()
    {
        await GrantAsync(Ask.Spec(Subject, (Window.Credits, 100)), wanted: 70);
        await GrantAsync(Ask.Spec(Subject, (Window.Minute, 100), (Window.Month, 100)), wanted: 9);
        await GrantAsync(
            Ask.Spec(Subject, (Window.Week, 100), (Window.Parse("PT15M"), 100), (Window.Parse("PT6H"), 100), (Window.Parse("P7D"), 100)), wanted: 9);

        var grant = await GrantAsync(Ask.Spec(Subject, (Window.Credits, 100)), wanted: 100);

        grant.Granted.ShouldBe(30);
        (await RowAsync()).Used[QuotaSpec.CreditsSlot].ShouldBe(100);
    }

    [Fact]
    public async Task Grant_CreditsBesideFourCustomWindows_HaveRoomOfTheirOwn()
    {
        var spec = Ask.Spec(
            Subject, (Window.Week, 100), (Window.Parse("PT15M"), 100), (Window.Parse("PT6H"), 100), (Window.Parse("P7D"), 100), (Window.Credits, 5));

        (await GrantAsync(spec, wanted: 9)).Granted.ShouldBe(5);

        (await RowAsync()).Used.ShouldBe([0, 0, 0, 0, 5, 5, 5, 5, 5]);
    }

    [Fact]
    public async Task Back_CreditsAfterThePlanChanged_ComeBack()
    {
        var grant = await GrantAsync(Ask.Spec(Subject, (Window.Minute, 100), (Window.Credits, 100)), wanted: 70);

        await BackAsync(Ask.Spec(Subject, (Window.Minute, 100)), 20, Ask.Starts(grant));

        (await RowAsync()).Used[QuotaSpec.CreditsSlot].ShouldBe(50);
    }

    [Fact]
    public async Task Grant_RealClock_SaysTheDatabasesTime()
    {
        var ledger = await Host.OpenAsync(clock: null);
        var before = TimeProvider.System.GetUtcNow().AddSeconds(-1).ToUnixTimeMilliseconds();
        var reading = await ledger.ReadAsync(Subject, Token);
        reading.DatabaseNow.ShouldBeInRange(before, TimeProvider.System.GetUtcNow().AddSeconds(1).ToUnixTimeMilliseconds());

        var reply = await ledger.GrantAsync([Ask.For(Ask.Spec(Subject, (Window.Month, 5)), reading.DatabaseNow, wanted: 2)], Token);

        reply.Grants[0].Granted.ShouldBe(2);
        reply.DatabaseNow.ShouldBeGreaterThanOrEqualTo(reading.DatabaseNow);
    }
}
