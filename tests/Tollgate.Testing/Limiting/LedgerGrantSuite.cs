using Shouldly;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.Testing.Limiting;

/// <summary>What a grant is: all or nothing over all windows, never beyond a limit.</summary>
public abstract class LedgerGrantSuite(ILedgerHost host) : LedgerSuite(host)
{
    [Fact]
    public async Task Grant_FirstAsk_StoresSpansAndUnits()
    {
        var spec = Ask.Spec(Subject, (Window.Minute, 60), (Window.Day, 1_000));

        var grant = await GrantAsync(spec, wanted: 7);

        grant.Granted.ShouldBe(7);
        grant.IsStale.ShouldBeFalse();
        grant.Used.ShouldBe([7, 0, 7, 0, 0, 0, 0, 0, 0]);
        grant.Spans.ShouldBe(Ask.Spans(spec, Clock.Now));
        var row = await RowAsync();
        row.Scope.ShouldBe("*");
        row.Used.ShouldBe(grant.Used);
        row.Spans.ShouldBe(grant.Spans);
    }

    [Fact]
    public async Task Grant_FirstAskBeyondTightestLimit_GivesWhatThatLimitHas()
    {
        var grant = await GrantAsync(Ask.Spec(Subject, (Window.Minute, 60), (Window.Day, 10)), wanted: 100);

        grant.Granted.ShouldBe(10);
        grant.Used[Minute].ShouldBe(10);
        grant.Used[Day].ShouldBe(10);
    }

    [Fact]
    public async Task Grant_UntilNothingIsLeft_GivesExactlyTheLimit()
    {
        var spec = Ask.Spec(Subject, (Window.Minute, 10), (Window.Month, 25));

        (await GrantAsync(spec, wanted: 6)).Granted.ShouldBe(6);
        (await GrantAsync(spec, wanted: 6)).Granted.ShouldBe(4);
        var refused = await GrantAsync(spec, wanted: 6);

        refused.Granted.ShouldBe(0);
        refused.IsStale.ShouldBeFalse();
        refused.Used[Minute].ShouldBe(10);
        refused.Used[Month].ShouldBe(10);
    }

    [Fact]
    public async Task Grant_LessLeftThanMinimum_ChargesNoWindow()
    {
        var spec = Ask.Spec(Subject, (Window.Minute, 10), (Window.Month, 1_000));
        await GrantAsync(spec, wanted: 5);

        (await GrantAsync(spec, wanted: 8, minimum: 6)).Granted.ShouldBe(0);

        var row = await RowAsync();
        row.Used[Minute].ShouldBe(5);
        row.Used[Month].ShouldBe(5);
        (await GrantAsync(spec, wanted: 8, minimum: 5)).Granted.ShouldBe(5);
    }

    [Fact]
    public async Task Grant_LimitZero_GivesNothing()
    {
        var grant = await GrantAsync(Ask.Spec(Subject, (Window.Minute, 0), (Window.Month, 1_000)), wanted: 1);

        grant.Granted.ShouldBe(0);
        grant.IsStale.ShouldBeFalse();
        grant.Used.ShouldAllBe(used => used == 0);
    }

    [Fact]
    public async Task Grant_Unlimited_CountsUpToTheLastInteger()
    {
        var spec = Ask.Spec(Subject, (Window.Month, Limit.Unlimited));

        (await GrantAsync(spec, wanted: long.MaxValue - 5)).Granted.ShouldBe(long.MaxValue - 5);
        (await GrantAsync(spec, wanted: 10)).Granted.ShouldBe(5);
        (await GrantAsync(spec, wanted: long.MaxValue)).Used[Month].ShouldBe(long.MaxValue);
    }

    [Fact]
    public async Task Grant_LimitLoweredBelowUsed_GivesNothingAndKeepsTheCount()
    {
        await GrantAsync(Ask.Spec(Subject, (Window.Month, 100)), wanted: 80);

        var grant = await GrantAsync(Ask.Spec(Subject, (Window.Month, 50)), wanted: 1);

        grant.Granted.ShouldBe(0);
        grant.Used[Month].ShouldBe(80);
        (await GrantAsync(Ask.Spec(Subject, (Window.Month, 100)), wanted: 30)).Granted.ShouldBe(20);
    }

    [Fact]
    public async Task Grant_WantedZero_ChangesNoCount()
    {
        var spec = Ask.Spec(Subject, (Window.Minute, 10));
        await GrantAsync(spec, wanted: 3);

        var grant = await GrantAsync(spec, wanted: 0);

        grant.Granted.ShouldBe(0);
        grant.Used[Minute].ShouldBe(3);
    }

    [Fact]
    public async Task Grant_WindowNotInSpecification_KeepsItsCount()
    {
        await GrantAsync(Ask.Spec(Subject, (Window.Minute, 10), (Window.Month, 100)), wanted: 4);

        var grant = await GrantAsync(Ask.Spec(Subject, (Window.Minute, 10)), wanted: 2);

        grant.Used[Minute].ShouldBe(6);
        var row = await RowAsync();
        row.Used[Minute].ShouldBe(6);
        row.Used[Month].ShouldBe(4);
        row.Spans[Month].ShouldBe(Window.Month.At(Clock.Now));
    }

    [Fact]
    public async Task Grant_CustomWindows_HaveSlotsOfTheirOwn()
    {
        var quarter = Window.Parse("PT15M");
        var spec = Ask.Spec(Subject, (quarter, 20), (Window.Parse("P7D"), 100), (Window.Hour, 50));

        (await GrantAsync(spec, wanted: 15)).Granted.ShouldBe(15);
        (await GrantAsync(spec, wanted: 15)).Granted.ShouldBe(5);

        var row = await RowAsync();
        row.Used.ShouldBe([0, 20, 0, 0, 0, 20, 0, 20, 0]); // below an hour in slot 5, days in slot 7
        row.Spans[5].ShouldBe(quarter.At(Clock.Now));
    }
}
