using Shouldly;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.Tests.Limiting;

public sealed class QuotaTermsTests
{
    private const long Noon = 1_795_521_600_000;

    [Fact]
    public void Terms_OfTwoSubscribersOfAPlan_AreOneObjectAsAreTheirWindows()
    {
        // Again where other tests have just filled the room for shared terms, and so emptied it.
        var (one, other) = Enumerable.Range(0, 1_000).Select(_ => (Spec("user_1", 60), Spec("user_2", 60))).First(s => ReferenceEquals(s.Item1.Terms, s.Item2.Terms));

        other.Terms.At(Noon + 1).ShouldBeSameAs(one.Terms.At(Noon));
        one.Terms.Of(one.SpansAt(Noon)).ShouldBeSameAs(one.Terms.At(Noon + 59_999));
        one.Terms.At(Noon + 60_000).Spans.ShouldBe(one.SpansAt(Noon + 60_000));
    }

    [Fact]
    public void Terms_WithAnotherLimitScopeOrEnforcement_AreOthers()
    {
        var terms = Spec("user_1", 60).Terms;

        Spec("user_1", 61).Terms.Matches(terms).ShouldBeFalse();
        new QuotaSpec("user_1", "search", Limits(60)).Terms.Matches(terms).ShouldBeFalse();
        var strict = new QuotaSpec("user_1", "*", Limits(60)) { Enforcement = Enforcement.Strict };
        strict.Terms.Matches(terms).ShouldBeFalse();
        strict.Enforcement.ShouldBe(Enforcement.Strict);
        strict.BySlot.ShouldBe(Spec("user_1", 60).BySlot);
    }

    [Fact]
    public void Terms_AfterManyThatAreOnesOwn_AreSharedAgain()
    {
        for (var limit = 0; limit < 5_000; limit++)
        {
            Spec("user_1", limit).Terms.Slots[0]!.Limit.ShouldBe(limit);
        }

        Enumerable.Range(0, 1_000).ShouldContain(_ => ReferenceEquals(Spec("user_1", 60).Terms, Spec("user_2", 60).Terms));
    }

    [Fact]
    public void Terms_OfAListThatIsChangedLater_AreThoseOfTheListAsItWas()
    {
        List<WindowLimit> limits = [new(Window.Day, 1_234_567), new(Window.Minute, 60)];
        var terms = SharedTerms.Of("*", limits, Enforcement.Strict);
        limits[0] = new WindowLimit(Window.Day, 7);

        var changed = SharedTerms.Of("*", limits, Enforcement.Strict);
        var again = SharedTerms.Of("*", [new(Window.Minute, 60), new(Window.Day, 1_234_567)], Enforcement.Strict);

        changed.Slots[2]!.Limit.ShouldBe(7);
        terms.Slots[2]!.Limit.ShouldBe(1_234_567);
        again.Matches(terms).ShouldBeTrue(); // in whatever order
        SharedTerms.Of("*", limits, Enforcement.Leased).Matches(changed).ShouldBeFalse();
        SharedTerms.Of("search", limits, Enforcement.Strict).Matches(changed).ShouldBeFalse();
    }

    [Fact]
    public void Terms_OfMonthsThatBeginWithTheSubscription_AreEachItsOwn()
    {
        const long Day = 86_400_000;
        for (var day = 0; day < 2_500; day++)
        {
            var month = Window.Month with { Anchor = day * Day };

            SharedTerms.Of("*", [new(Window.Minute, 60), new(month, 1_000)], Enforcement.Leased).Slots[3]!.Window.Anchor.ShouldBe(day * Day);
        }
    }

    [Fact]
    public void Terms_OfWrongLimits_AreRefusedEachTime()
    {
        for (var time = 0; time < 2; time++)
        {
            Should.Throw<ArgumentException>(() => SharedTerms.Of("*", [new(Window.Minute, 1), new(Window.Minute, 2)], Enforcement.Leased)).Message.ShouldContain("minute");
            Should.Throw<ArgumentException>(() => SharedTerms.Of("*", [new(Window.Minute, -1)], Enforcement.Leased));
        }
    }

    [Fact]
    public void Terms_WithCredits_AreNotKeptForOthers()
    {
        WindowLimit[] limits = [new(Window.Credits, 1_000)];

        new QuotaSpec("user_1", "*", limits).Terms.ShouldNotBeSameAs(new QuotaSpec("user_1", "*", limits).Terms);
    }

    [Theory]
    [InlineData(7, 40)]
    [InlineData(uint.MaxValue, 4_000_000_000)]
    [InlineData(uint.MaxValue + 1L, 3)]
    [InlineData(long.MaxValue, 1)]
    public void View_CountsOfAnySize_AreKept(long minute, long month)
    {
        var spec = Spec("user_1", long.MaxValue);
        long[] used = [minute, 99, 99, month, 0, 0, 0, 0, 0];

        var view = new LedgerView(spec, spec.SpansAt(Noon), used);

        Enumerable.Range(0, QuotaSpec.Slots).Select(view.UsedIn).ShouldBe([minute, 0, 0, month, 0, 0, 0, 0, 0]);
        view.Room.ShouldBe(long.MaxValue - Math.Max(minute, month));
    }

    [Fact]
    public void View_CustomWindowsAndCredits_AreKept()
    {
        var spec = new QuotaSpec("user_1", "*", [new(Window.Hour, 10), new(Window.Week, 20), new(Window.Credits, 30)]);
        long[] used = [5, 6, 5, 5, 7, 5, 5, 5, 28];

        var view = new LedgerView(spec, spec.SpansAt(Noon), used);

        Enumerable.Range(0, QuotaSpec.Slots).Select(view.UsedIn).ShouldBe([0, 6, 0, 0, 7, 0, 0, 0, 28]);
        view.Room.ShouldBe(2);
        view.LacksCredits(3).ShouldBeTrue();
        view.LacksCredits(2).ShouldBeFalse();
    }

    private static QuotaSpec Spec(string subject, long minute) => new(subject, "*", Limits(minute));

    private static WindowLimit[] Limits(long minute) => [new(Window.Minute, minute), new(Window.Month, long.MaxValue)];
}
