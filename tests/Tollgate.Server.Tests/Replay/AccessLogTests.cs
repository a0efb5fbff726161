using System.Globalization;
using System.IO.Compression;
using System.Text;
using Shouldly;
using Tollgate.Server.Replay;
using Xunit;

namespace Tollgate.Server.Tests.Replay;

public sealed class AccessLogTests
{
    private const string Good = """1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1""";

    [Fact]
    public async Task Read_GoodAndBadLines_LosesNone()
    {
        var (entries, malformed) = await ReadAsync(Encoding.UTF8.GetBytes($"{Good}\r\nrubbish\n\n{Good}\n{new string('x', 70_000)}\n{Good}"));

        entries.Select(e => e.Line).ShouldBe([1, 4, 6]);
        malformed.Select(m => m.Line).ShouldBe([2, 5]);
        malformed[1].Reason.ShouldContain("longer");
    }

    [Fact]
    public async Task Read_AnyBytes_NeverThrows()
    {
        var bytes = new byte[300_000];
        new Random(7).NextBytes(bytes);

        var (entries, malformed) = await ReadAsync(bytes);

        entries.ShouldBeEmpty();
        malformed.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Read_Gzip_IsUnpacked()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Good), TestContext.Current.CancellationToken);
        }

        using var log = new AccessLog(new MemoryStream(packed.ToArray()), isPacked: true, _ => { });

        (await log.ReadAsync(TestContext.Current.CancellationToken).CountAsync(TestContext.Current.CancellationToken)).ShouldBe(1);
    }

    [Fact]
    public async Task Sort_SlightDisorder_BecomesTheOrderOfTime()
    {
        var entries = await SortAsync(5, 1, 3, 3, 2, 700, 650, 701);

        entries.ShouldBe([1, 2, 3, 3, 5, 650, 700, 701]);
    }

    [Fact]
    public async Task Sort_EntryBeyondTheHorizon_IsKept()
    {
        var entries = await SortAsync(1, 2_000, 4_000, 2);

        entries.Order().ShouldBe([1, 2, 2_000, 4_000]);
    }

    private static async Task<List<long>> SortAsync(params int[] seconds)
    {
        var log = seconds.Select((second, line) => new LogEntry(line + 1, second * 1_000L, "1.2.3.4", "GET", "/")).ToAsyncEnumerable();
        return await LogOrder.SortAsync(log, TestContext.Current.CancellationToken)
            .Select(e => e.At / 1_000).ToListAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<(List<LogEntry> Entries, List<MalformedLine> Malformed)> ReadAsync(byte[] bytes)
    {
        var malformed = new List<MalformedLine>();
        using var log = new AccessLog(new MemoryStream(bytes), isPacked: false, malformed.Add);
        var entries = await log.ReadAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        log.Malformed.ShouldBe(malformed.Count);
        return (entries, malformed);
    }
}
