using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Tollgate.Recording;
using Tollgate.Testing.Recording;
using Xunit;

namespace Tollgate.Tests.Recording;

public sealed class UsageJournalistTests
{
    private const int PerDrain = 16_000;

    [Fact]
    public void Drain_WhileTheDiskTakesNothing_KeepsABoundedAmountInMemoryAndTheNewest()
    {
        var buffer = new UsageBuffer(PerDrain + 1);
        var journalist = new UsageJournalist(buffer, long.MaxValue, null, NullLogger.Instance);
        var disk = new FullDisk { IsFull = true };
        for (var drain = 0; drain < 40; drain++)
        {
            Fill(buffer, drain);
            Should.Throw<IOException>(() => journalist.Drain(disk));
        }

        disk.IsFull = false;
        Fill(buffer, 40);
        journalist.Drain(disk);

        var largest = disk.Written.Max(b => b.Body.Length);
        disk.Bytes.ShouldBeInRange(16 * 1024 * 1024 - largest, 16 * 1024 * 1024);
        UsageBlock.Read(disk.Written[^1])[^1].Sequence.ShouldBe((41 * PerDrain) - 1);
    }

    [Fact]
    public void Drain_EventsWithTheirWholeAddress_JournalsTheCountryAndForgetsTheAddress()
    {
        var (buffer, disk) = (new UsageBuffer(100), new FullDisk());
        var journalist = new UsageJournalist(buffer, long.MaxValue, null, NullLogger.Instance, new Germany());
        buffer.Add(Events.Served("node", 1) with { Origin = IPAddress.Parse("203.0.113.7") });
        buffer.Add(Events.Served("node", 2) with { Origin = IPAddress.Parse("198.51.100.7") });
        buffer.Add(Events.Refused("node", 3) with { Origin = IPAddress.Parse("203.0.113.7") });
        buffer.Add(Events.Served("node", 4));

        journalist.Drain(disk);

        var journalled = disk.Written.SelectMany(UsageBlock.Read).OrderBy(u => u.Sequence).ToList();
        journalled.Select(u => u.Country).ShouldBe(["DE", null, "DE", null]);
        Encoding.Latin1.GetString([.. disk.Written.SelectMany(b => b.Body)]).ShouldNotContain("203.0.113.7");
    }

    private static void Fill(UsageBuffer buffer, int drain)
    {
        for (var i = 0; i < PerDrain; i++)
        {
            buffer.Add(Events.Served("node", (drain * PerDrain) + i));
        }
    }

    private sealed class Germany : ICountryLookup
    {
        public string? Find(IPAddress address) => address.ToString().StartsWith("203.", StringComparison.Ordinal) ? "DE" : null;
    }

    private sealed class FullDisk : IUsageJournal
    {
        public bool IsFull { get; set; }

        public List<JournalBlock> Written { get; } = [];

        public string Path => "full";

        public long Bytes => Written.Sum(b => (long)b.Body.Length);

        public void Append(params ReadOnlySpan<JournalBlock> blocks)
        {
            if (IsFull)
            {
                throw new IOException("No space left on device.");
            }

            Written.AddRange(blocks);
        }

        public IReadOnlyList<JournalBlock> Read(long maxBytes) => Written;

        public void Remove(long untilPosition) => Written.RemoveAll(b => b.Position <= untilPosition);

        public long RemoveRefused() => Written.RemoveAll(b => b.IsRefused);

        public void Delete() => Written.Clear();

        public string SetAside() => Path;

        public string SetAside(JournalBlock block) => Path;

        public void Dispose() => Written.Clear();
    }
}
