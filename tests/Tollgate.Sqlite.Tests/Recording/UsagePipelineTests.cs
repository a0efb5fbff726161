using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Tollgate.Recording;
using Tollgate.Testing.Recording;
using Xunit;

namespace Tollgate.Sqlite.Tests.Recording;

/// <summary>Buffer to journal to store, with a real journal and a store that fails when told to.</summary>
public sealed class UsagePipelineTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ship_StoreFailsBeforeAndAfterStoring_StoresEachEventOnce()
    {
        using var folder = new JournalFolder();
        using var journal = folder.Of().Create("node1", "one");
        var (buffer, store) = (new UsageBuffer(2_000), new FlakyStore());
        var journalist = new UsageJournalist(buffer, 1 << 20, null, NullLogger.Instance);
        var shipper = new UsageShipper(store, null, TimeProvider.System, NullLogger.Instance);
        for (var i = 0; i < 1_000; i++)
        {
            buffer.Add(i % 10 == 0 ? Events.Refused("a", i) : Events.Served("a", i));
            if (i % 100 == 99)
            {
                journalist.Drain(journal);
            }
        }

        store.FailsBefore = true;
        await Should.ThrowAsync<TimeoutException>(() => shipper.ShipAsync(journal, Token));
        store.Requests.ShouldBe(0);
        (store.FailsBefore, store.FailsAfter) = (false, true);
        await Should.ThrowAsync<TimeoutException>(() => shipper.ShipAsync(journal, Token));
        store.FailsAfter = false;
        await shipper.ShipAsync(journal, Token);

        store.Requests.ShouldBe(1_000);
        store.Rows.ShouldBe(901); // one fold
        journal.Bytes.ShouldBe(0);
    }

    [Fact]
    public void Drain_FullJournal_ShedsRefusalsFirstAndThenAll()
    {
        using var folder = new JournalFolder();
        using var journal = folder.Of().Create("node1", "one");
        var buffer = new UsageBuffer(10_000);
        var log = new LogTexts();
        List<UsageEvent> refusals = [.. Enumerable.Range(0, 40).Select(i => Events.Refused("a", i) with { Subject = $"user_{i}" })];
        var room = UsageBlock.Write(refusals, isRefused: true).Body.Length + JournalFolder.Block(100, 40).Body.Length - 1; // for either, not for both
        var journalist = new UsageJournalist(buffer, room, null, log);
        void Add(Func<int, UsageEvent> usage, int count) => Enumerable.Range(0, count).ToList().ForEach(i => buffer.Add(usage(i)));

        Add(i => refusals[i], 40);
        journalist.Drain(journal);
        JournalFolder.Sequences(journal).Count.ShouldBe(40);
        Add(i => Events.Served("a", 100 + i), 40);
        journalist.Drain(journal);

        JournalFolder.Sequences(journal).ShouldBe(Enumerable.Range(100, 40).Select(i => (long)i));
        Add(i => Events.Served("a", 200 + i), 400);
        journalist.Drain(journal);
        JournalFolder.Sequences(journal).Count.ShouldBe(40);
        journal.Bytes.ShouldBeLessThanOrEqualTo(room);
        log.Lines.Count(l => l.Contains("MaxJournalBytes", StringComparison.Ordinal)).ShouldBe(2);

        journal.Remove(long.MaxValue); // the database is back
        Add(i => Events.Served("a", 500 + i), 10);
        journalist.Drain(journal);
        JournalFolder.Sequences(journal).Count.ShouldBe(10);
    }

    [Fact]
    public void Drain_JournalsLeftBehind_CountForTheRoomThereIs()
    {
        using var folder = new JournalFolder();
        using var journal = folder.Of().Create("node1", "one");
        var buffer = new UsageBuffer(100);
        var journalist = new UsageJournalist(buffer, 1 << 20, null, NullLogger.Instance) { LeftBytes = (1 << 20) - 1 };
        buffer.Add(Events.Served("a", 1));
        journalist.Drain(journal);
        journal.Bytes.ShouldBe(0);

        journalist.LeftBytes = 0; // the database took them
        buffer.Add(Events.Served("a", 2));
        journalist.Drain(journal);

        JournalFolder.Sequences(journal).ShouldBe([2]);
    }

    [Fact]
    public async Task Ship_LeftJournalsWithoutTheDatabase_AreCountedAndKept()
    {
        using var folder = new JournalFolder();
        var bytes = 0L;
        foreach (var node in new[] { "node1", "node2" })
        {
            using var journal = folder.Of().Create(node, "one");
            journal.Append(JournalFolder.Block(0, 10));
            bytes += journal.Bytes;
        }

        var store = new FlakyStore { FailsBefore = true };
        var left = new LeftJournals(folder.Of(), new UsageShipper(store, null, TimeProvider.System, NullLogger.Instance), NullLogger.Instance);

        await left.ShipAsync("one", isThere: false, Token);
        left.Bytes.ShouldBe(bytes);
        await left.ShipAsync("one", isThere: true, Token);
        left.Bytes.ShouldBe(bytes);
        store.FailsBefore = false;
        await left.ShipAsync("one", isThere: true, Token);

        left.Bytes.ShouldBe(0);
        folder.Files.ShouldBeEmpty();
    }

    [Fact]
    public void Drain_JournalThatFails_KeepsTheEventsForTheNextTime()
    {
        using var folder = new JournalFolder();
        var broken = folder.Of().Create("node1", "one");
        broken.Dispose();
        using var journal = folder.Of().Create("node1", "one");
        var buffer = new UsageBuffer(100);
        var journalist = new UsageJournalist(buffer, 1 << 20, null, NullLogger.Instance);
        buffer.Add(Events.Served("a", 1));

        Should.Throw<InvalidOperationException>(() => journalist.Drain(broken));
        buffer.Add(Events.Served("a", 2));
        journalist.Drain(journal);

        JournalFolder.Sequences(journal).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Ship_DamagedBlock_IsPutAsideAndTheOthersArrive()
    {
        using var folder = new JournalFolder();
        using var journal = folder.Of().Create("node1", "one");
        var store = new FlakyStore();
        journal.Append(JournalFolder.Block(0, 3), new JournalBlock(0, false, 7, [9, 9, 9]), JournalFolder.Block(3, 2));

        await new UsageShipper(store, null, TimeProvider.System, NullLogger.Instance).ShipAsync(journal, Token);

        store.Rows.ShouldBe(5);
        journal.Bytes.ShouldBe(0);
        File.ReadAllBytes(journal.Path + ".block-2").ShouldBe([9, 9, 9]);
    }
}
