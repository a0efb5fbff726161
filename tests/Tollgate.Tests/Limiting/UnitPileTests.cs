using Shouldly;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.Tests.Limiting;

public sealed class UnitPileTests
{
    /// <summary>Enough for words per core on any machine.</summary>
    private const long Many = 64 * UnitPile.Handful * 64 * 2;

    [Theory]
    [InlineData(5_000, 1)] // one word
    [InlineData(Many, 1)] // a word per core
    [InlineData(Many, 7)]
    public async Task Take_ByManyThreadsWhileItIsClosed_LosesAndMakesNoUnit(long units, long cost)
    {
        for (var round = 0; round < 30; round++)
        {
            var pile = new SharedPile(units);
            var delay = round * 200;
            var takers = Enumerable.Range(0, 4).Select(taker => Task.Run(() => pile.TakeAll(cost, putsBack: taker == 0))).ToArray();
            var closer = Task.Run(() =>
            {
                Thread.SpinWait(delay);
                return pile.Units.Close();
            });

            var taken = (await Task.WhenAll(takers)).Sum();
            (taken + await closer).ShouldBe(units);
            pile.Units.Close().ShouldBe(0);
            pile.Units.Units.ShouldBe(0);
            pile.Units.TryPutBack(1).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Take_ByManyThreads_TakesEveryUnit()
    {
        var pile = new SharedPile(Many);
        var takers = Enumerable.Range(0, 4).Select(_ => Task.Run(() => pile.TakeAll(1, putsBack: false))).ToArray();
        var taken = (await Task.WhenAll(takers)).Sum();
        pile.Units.Gather(); // what a core has to itself, others do not see
        while (pile.Units.TryTake(1, out _))
        {
            taken++;
        }

        taken.ShouldBe(Many);
    }

    [Fact]
    public void Gather_AfterSmallTakes_MakesRoomForALargeOne()
    {
        var pile = new SharedPile(Many);
        pile.Units.TryTake(1, out _).ShouldBeTrue();

        pile.Units.Gather();

        pile.Units.Units.ShouldBe(Many - 1);
        pile.Units.TryTake(Many - 1, out var left).ShouldBeTrue();
        left.ShouldBe(0);
    }

    [Fact]
    public void Take_MoreThanThereIs_TakesNothing()
    {
        var pile = new SharedPile(10);
        pile.Units.TryTake(11, out _).ShouldBeFalse();
        pile.Units.TryTake(10, out var left).ShouldBeTrue();
        left.ShouldBe(0);
        pile.Units.TryPutBack(4).ShouldBeTrue();
        pile.Units.Units.ShouldBe(4);
    }

    /// <summary>A pile lives in a field: copies would be piles of their own.</summary>
    private sealed class SharedPile(long units)
    {
        public UnitPile Units = new(units);

        public long TakeAll(long cost, bool putsBack)
        {
            var taken = 0L;
            for (var i = 0; Units.TryTake(cost, out _); i++)
            {
                taken += cost;
                if (putsBack && i % 3 == 0 && Units.TryPutBack(cost))
                {
                    taken -= cost;
                }
            }

            return taken;
        }
    }
}
