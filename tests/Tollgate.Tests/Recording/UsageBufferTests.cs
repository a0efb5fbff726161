using Shouldly;
using Tollgate.Limiting;
using Tollgate.Recording;
using Xunit;

namespace Tollgate.Tests.Recording;

public sealed class UsageBufferTests
{
    [Fact]
    public void Add_MoreThanFits_ShedsRefusalsFirstAndCountsBoth()
    {
        var buffer = new UsageBuffer(100);
        for (var i = 0; i < 90; i++)
        {
            buffer.Add(Usage(i, Outcome.QuotaExceeded));
        }

        for (var i = 0; i < 30; i++)
        {
            buffer.Add(Usage(100 + i, Outcome.Admitted));
        }

        var taken = buffer.Take(out var refused, out var served).ToArray();
        taken.Count(u => u.IsRefused).ShouldBe(75);
        taken.Count(u => !u.IsRefused).ShouldBe(25);
        (refused, served).ShouldBe((15, 5));
        buffer.Take(out refused, out served).Length.ShouldBe(0);
        (refused, served).ShouldBe((0, 0));
    }

    [Fact]
    public void Add_HalfOfTheRoomUsed_WakesOnce()
    {
        var buffer = new UsageBuffer(100);

        Enumerable.Range(0, 100).Count(i => buffer.Add(Usage(i, Outcome.Admitted))).ShouldBe(1);
    }

    [Fact]
    public async Task Add_ByManyThreadsWhileTaken_LosesNothing()
    {
        const int Threads = 4;
        const int Each = 50_000;
        var buffer = new UsageBuffer(Threads * Each);
        var seen = new HashSet<long>();
        var adding = Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                buffer.Add(Usage((thread * Each) + i, Outcome.Admitted));
            }
        }, TestContext.Current.CancellationToken)));
        while (!adding.IsCompleted || seen.Count < Threads * Each)
        {
            foreach (ref readonly var usage in buffer.Take(out _, out _))
            {
                seen.Add(usage.Sequence).ShouldBeTrue();
            }

            await Task.Yield();
        }

        await adding;
        seen.Count.ShouldBe(Threads * Each);
    }

    private static UsageEvent Usage(long sequence, Outcome outcome) =>
        new() { Node = "n", Sequence = sequence, Subject = "user_1", Endpoint = "/", Method = "GET", Outcome = outcome, Count = 1 };
}
