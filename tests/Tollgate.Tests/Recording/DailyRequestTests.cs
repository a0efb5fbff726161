using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Tollgate.Recording;
using Xunit;

namespace Tollgate.Tests.Recording;

public sealed class DailyRequestTests : IDailyRequestCounter
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 2, 28, 23, 59, 59, TimeSpan.Zero));
    private readonly List<(DateOnly Day, long UserId, long Count)> _stored = [];
    private bool _isDown;

    Task IDailyRequestCounter.AddAsync(IReadOnlyDictionary<long, long> requestsByUserId, DateOnly day, CancellationToken cancellationToken)
    {
        if (_isDown)
        {
            return Task.FromException(new InvalidOperationException("The database is away."));
        }

        _stored.AddRange(requestsByUserId.OrderBy(r => r.Key).Select(r => (day, r.Key, r.Value)));
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Flush_RequestsBeforeAndAfterMidnight_AreCountedForTheirOwnDay()
    {
        var tally = new DailyRequestTally(_clock);
        using var worker = Worker(tally);
        tally.Add(1);
        tally.Add(2);
        tally.Add(1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        tally.Add(1);

        await worker.FlushAsync(TestContext.Current.CancellationToken);
        await worker.FlushAsync(TestContext.Current.CancellationToken);

        _stored.ShouldBe([(new DateOnly(2026, 2, 28), 1, 2), (new DateOnly(2026, 2, 28), 2, 1), (new DateOnly(2026, 3, 1), 1, 1)]);
    }

    [Fact]
    public async Task Flush_WhileTheDatabaseIsAway_KeepsTheCountsForTheNextOne()
    {
        var tally = new DailyRequestTally(_clock);
        using var worker = Worker(tally);
        tally.Add(1);
        _isDown = true;
        await worker.FlushAsync(TestContext.Current.CancellationToken);
        tally.Add(1);
        _isDown = false;

        await worker.FlushAsync(TestContext.Current.CancellationToken);

        _stored.ShouldBe([(new DateOnly(2026, 2, 28), 1, 2)]);
    }

    [Fact]
    public async Task Stop_WithCountsInMemory_StoresThem()
    {
        var tally = new DailyRequestTally(_clock);
        using var worker = Worker(tally);
        await worker.StartAsync(TestContext.Current.CancellationToken);
        tally.Add(7);

        await worker.StopAsync(TestContext.Current.CancellationToken);

        _stored.ShouldBe([(new DateOnly(2026, 2, 28), 7, 1)]);
    }

    [Fact]
    public async Task Tally_ManyThreads_LosesNothing()
    {
        var tally = new DailyRequestTally(_clock);
        using var worker = Worker(tally);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                tally.Add(i % 10);
            }
        })));
        await worker.FlushAsync(TestContext.Current.CancellationToken);

        _stored.Sum(s => s.Count).ShouldBe(8_000);
    }

    private DailyRequestWorker Worker(DailyRequestTally tally) =>
        new(tally, _clock, NullLogger<DailyRequestWorker>.Instance, this);
}
