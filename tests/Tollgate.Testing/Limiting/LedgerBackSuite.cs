using Shouldly;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.Testing.Limiting;

/// <summary>What comes back, and what was spent without a grant.</summary>
public abstract class LedgerBackSuite(ILedgerHost host) : LedgerSuite(host)
{
    private QuotaSpec Spec => Ask.Spec(Subject, (Window.Minute, 10), (Window.Day, 100));

    [Fact]
    public async Task Back_SameWindows_FreesTheUnitsInAllOfThem()
    {
        var starts = Ask.Starts(await GrantAsync(Spec, wanted: 10));

        (await BackAsync(Spec, 4, starts)).Used.ShouldBe([6, 0, 6, 0, 0, 0, 0, 0, 0]);

        (await GrantAsync(Spec, wanted: 10)).Granted.ShouldBe(4);
    }

    [Fact]
    public async Task Back_WithAWish_FreesBeforeItGrants()
    {
        var starts = Ask.Starts(await GrantAsync(Spec, wanted: 10));

        var grant = await GrantAsync(Ask.For(Spec, Clock.Now, wanted: 9, back: 3, backStarts: starts));

        grant.Granted.ShouldBe(3);
        grant.Used[Minute].ShouldBe(10);
    }

    [Fact]
    public async Task Back_MoreThanUsed_StopsAtZero()
    {
        var starts = Ask.Starts(await GrantAsync(Spec, wanted: 2));

        (await BackAsync(Spec, long.MaxValue, starts)).Used.ShouldAllBe(used => used == 0);
    }

    [Fact]
    public async Task Back_AfterTheMinuteEnded_FreesTheDayOnly()
    {
        var starts = Ask.Starts(await GrantAsync(Spec, wanted: 10));
        Clock.Advance(TimeSpan.FromMinutes(1));
        await GrantAsync(Spec, wanted: 5);

        var grant = await BackAsync(Spec, 4, starts);

        grant.Used[Minute].ShouldBe(5);
        grant.Used[Day].ShouldBe(11);
    }

    [Fact]
    public async Task Back_WindowNoLongerInSpecification_FreesThereToo()
    {
        var starts = Ask.Starts(await GrantAsync(Spec, wanted: 10));

        (await BackAsync(Ask.Spec(Subject, (Window.Day, 100)), 4, starts)).Used[Minute].ShouldBe(6);
    }

    [Fact]
    public async Task Back_InAStaleAsk_IsTakenAllTheSame()
    {
        var starts = Ask.Starts(await GrantAsync(Spec, wanted: 10));

        var grant = await GrantAsync(Ask.For(Spec, Clock.Now - 60_000, wanted: 5, back: 4, backStarts: starts));

        grant.IsStale.ShouldBeTrue();
        grant.Granted.ShouldBe(0);
        (await RowAsync()).Used.ShouldBe([6, 0, 6, 0, 0, 0, 0, 0, 0]);
    }

    [Fact]
    public async Task Back_CustomWindow_FreesItsSlot()
    {
        var spec = Ask.Spec(Subject, (Window.Parse("PT15M"), 20), (Window.Minute, 20));
        var starts = Ask.Starts(await GrantAsync(spec, wanted: 10));

        (await BackAsync(Ask.Spec(Subject, (Window.Minute, 20)), 4, starts)).Used.ShouldBe([6, 0, 0, 0, 0, 6, 0, 0, 0]);
    }

    [Fact]
    public async Task Debt_WithinTheLimit_IsCharged()
    {
        var starts = Ask.Starts(await GrantAsync(Spec, wanted: 3));

        (await BackAsync(Spec, -4, starts)).Used.ShouldBe([7, 0, 7, 0, 0, 0, 0, 0, 0]);
    }

    [Fact]
    public async Task Debt_BeyondTheLimit_StopsAtIt()
    {
        var starts = Ask.Starts(await GrantAsync(Spec, wanted: 3));

        (await BackAsync(Spec, long.MinValue, starts)).Used.ShouldBe([10, 0, 100, 0, 0, 0, 0, 0, 0]);
    }

    [Fact]
    public async Task Debt_MoreUsedThanTheLimit_KeepsTheCount()
    {
        var starts = Ask.Starts(await GrantAsync(Spec, wanted: 8));

        (await BackAsync(Ask.Spec(Subject, (Window.Minute, 5), (Window.Day, 100)), -4, starts)).Used.ShouldBe([8, 0, 12, 0, 0, 0, 0, 0, 0]);
    }

    [Fact]
    public async Task Debt_WindowNotInSpecification_IsChargedWithoutALimit()
    {
        var starts = Ask.Starts(await GrantAsync(Spec, wanted: 8));

        var grant = await BackAsync(Ask.Spec(Subject, (Window.Day, 100)), -40, starts);

        grant.Used[Minute].ShouldBe(48);
        (await BackAsync(Ask.Spec(Subject, (Window.Day, 100)), long.MinValue, starts)).Used[Minute].ShouldBe(long.MaxValue);
    }

    [Fact]
    public async Task Debt_NoRowYet_IsChargedToTheInstanceAskedFor()
    {
        var starts = Ask.Spans(Spec, Clock.Now).Select(span => span.Start).ToArray();

        var grant = await GrantAsync(Ask.For(Spec, Clock.Now, wanted: 5, back: -7, backStarts: starts));

        grant.Granted.ShouldBe(3);
        grant.Used.ShouldBe([10, 0, 10, 0, 0, 0, 0, 0, 0]);
    }

    [Fact]
    public async Task Debt_OfAMinuteThatIsStoredOnlyNow_IsCharged()
    {
        await GrantAsync(Spec, wanted: 10);
        Clock.Advance(TimeSpan.FromMinutes(1));
        var starts = Ask.Spans(Spec, Clock.Now).Select(span => span.Start).ToArray();

        (await BackAsync(Spec, -4, starts)).Used.ShouldBe([4, 0, 14, 0, 0, 0, 0, 0, 0]);
    }

    [Fact]
    public async Task Debt_OfAnotherMinute_IsChargedToTheDayOnly()
    {
        var starts = Ask.Starts(await GrantAsync(Spec, wanted: 1));
        Clock.Advance(TimeSpan.FromMinutes(1));

        (await BackAsync(Spec, -4, starts)).Used.ShouldBe([0, 0, 5, 0, 0, 0, 0, 0, 0]);
    }
}
