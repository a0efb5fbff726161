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

    [Fact]
    public async Task Add_ByManyThreads_UsesTheWholeRoomBeforeItShedsAndLeavesNoGap()
    {
        const int Threads = 6;
        const int Each = 4_000;
        const int Room = 16_384;
        var buffer = new UsageBuffer(Room);
        for (var round = 0; round < 3; round++)
        {
            await AddAsync(buffer, Threads, 10);
            buffer.Take(out _, out var few).ToArray().Select(u => u.Sequence).Order().ShouldBe(Enumerable.Range(0, Threads * 10).Select(i => (long)i));

            await AddAsync(buffer, Threads, Each);
            var taken = buffer.Take(out var refused, out var served).ToArray();
            (taken.Length, refused, served, few).ShouldBe((Room, 0, (Threads * Each) - Room, 0));
            taken.Select(u => u.Sequence).Distinct().Count().ShouldBe(Room);
            taken.ShouldAllBe(u => u.Subject == "user_1");
        }
    }

    [Fact]
    public void Add_ByOneThread_KeepsTheOrder()
    {
        var buffer = new UsageBuffer(16_384);
        for (var i = 0; i < 10_000; i++)
        {
            buffer.Add(Usage(i, Outcome.Admitted));
        }

        buffer.Take(out _, out _).ToArray().Select(u => u.Sequence).ShouldBe(Enumerable.Range(0, 10_000).Select(i => (long)i));
    }

    private static Task AddAsync(UsageBuffer buffer, int threads, int each) => Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Factory.StartNew(
        () =>
        {
            for (var i = 0; i < each; i++)
            {
                buffer.Add(Usage((thread * each) + i, Outcome.Admitted));
            }
        },
        TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    private static UsageEvent Usage(long sequence, Outcome outcome) =>
        new() { Node = "n", Sequence = sequence, Subject = "user_1", Endpoint = "/", Method = "GET", Outcome = outcome, Count = 1 };
}
