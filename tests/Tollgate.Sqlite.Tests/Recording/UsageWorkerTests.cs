using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Tollgate.Hosting;
using Tollgate.Limiting;
using Tollgate.Recording;
using Tollgate.Testing.Recording;
using Xunit;

namespace Tollgate.Sqlite.Tests.Recording;

public sealed class UsageWorkerTests
{
    private static readonly IOptions<RecordingOptions> Settings = Options.Create(new RecordingOptions { FlushInterval = TimeSpan.FromMilliseconds(50) });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Worker_OwnJournalDamaged_PutsItAsideAndLosesNothingThatCame()
    {
        using var folder = new JournalFolder();
        var (store, journals) = (new FlakyStore(), new BreakableJournals(folder.Of()));
        var book = new LeaseBook(new LimitingOptions(), TimeProvider.System.TimestampFrequency / 1_000, new DatabaseClock(1, 0, 0));
        using var recorder = new UsageRecorder(Settings, book, new NodeIdentity("node1"), TimeProvider.System, store, journals);
        using var worker = new UsageWorker(
            recorder, Settings, new RecordingState(TimeProvider.System), book, new NodeIdentity("node1"), TimeProvider.System, NullLogger<UsageWorker>.Instance, null, journals, store);
        await worker.StartAsync(Token);
        Record(recorder, 0, 10);
        await ReachAsync(() => store.Requests == 10);

        journals.IsBroken = true;
        Record(recorder, 10, 20);
        await ReachAsync(() => store.Requests == 30);
        Record(recorder, 30, 5);
        await worker.StopAsync(Token);

        store.Requests.ShouldBe(35);
        journals.Created.ShouldBe(2);
        folder.Files.Where(f => f.Contains(".journal", StringComparison.Ordinal) && !f.EndsWith("-wal", StringComparison.Ordinal) && !f.EndsWith("-shm", StringComparison.Ordinal))
            .ShouldHaveSingleItem().ShouldEndWith(".unreadable");
    }

    private static void Record(UsageRecorder recorder, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            recorder.Record(Events.Served("", i), Stopwatch.GetTimestamp());
        }
    }

    private static async Task ReachAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(5, Token);
        }
    }
}
