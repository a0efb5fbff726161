using Shouldly;
using Tollgate.Recording;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Testing.Recording;

/// <summary>Recorded usage read again: everything once, in the order of time, page after page.</summary>
public abstract class UsageHistorySuite(IStoreHost host) : StoreSuite(host)
{
    private static readonly DateTimeOffset Day = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Read_MoreThanAPage_ComesOnceAndInOrder()
    {
        var node = await NodeAsync();
        var (name, subject) = (NewName("node"), NewName("subject"));
        var random = new Random(7);
        var events = Enumerable.Range(1, 11_000)
            .Select(i => Events.Served(name, i, Day.AddMilliseconds(random.Next(0, 4_000))) with { Subject = subject }) // many of one millisecond
            .ToList();
        await AddAsync(node, events);

        var read = await ReadAsync(node, Day, Day.AddDays(1), subject);

        read.Select(r => (r.At, r.Node, r.Sequence)).ShouldBe(events.OrderBy(e => e.At).ThenBy(e => e.Sequence).Select(e => (e.At, e.Node, e.Sequence)));
        (await ReadAsync(node, Day, Day.AddDays(1), null)).Where(r => r.Subject == subject).Select(r => r.Sequence).ShouldBe(read.Select(r => r.Sequence));
    }

    [Fact]
    public async Task Read_Event_HasItsFields()
    {
        var node = await NodeAsync();
        var (name, subject) = (NewName("node"), NewName("subject"));
        await AddAsync(node, [Events.Refused(name, 5) with { Subject = subject, Count = 4, Cost = 12, IsShadow = true }, Events.Served(name, 6) with { Subject = subject, UserId = null, Plan = null }]);

        var read = await ReadAsync(node, Events.Noon, Events.Noon.AddMilliseconds(1), subject);

        read[0].ShouldBe(new RecordedRequest
        {
            At = Events.Noon.ToUnixTimeMilliseconds(), Node = name, Sequence = 5, Subject = subject, UserId = 42, Plan = "premium", Endpoint = "/weather/{city}",
            Method = "POST", Cost = 12, Charged = 0, Outcome = Outcome.QuotaExceeded, IsShadow = true, Count = 4,
        });
        (read[1].UserId, read[1].Plan, read[1].Outcome).ShouldBe((null, null, Outcome.Admitted));
    }

    [Fact]
    public async Task Read_Bounds_IncludeTheFirstInstantAndNotTheLast()
    {
        var node = await NodeAsync();
        var (name, subject) = (NewName("node"), NewName("subject"));
        await AddAsync(node, [.. Enumerable.Range(0, 4).Select(i => Events.Served(name, i, Day.AddHours(i)) with { Subject = subject })]);

        (await ReadAsync(node, Day.AddHours(1), Day.AddHours(3), subject)).Select(r => r.Sequence).ShouldBe([1, 2]);
        (await ReadAsync(node, Day.AddHours(4), Day.AddHours(9), subject)).ShouldBeEmpty();
    }

    private static Task<int> AddAsync(TestNode node, IReadOnlyList<UsageEvent> events) => node.Get<IUsageStore>().AddAsync(events, Token);

    private static async Task<List<RecordedRequest>> ReadAsync(TestNode node, DateTimeOffset from, DateTimeOffset until, string? subject)
    {
        var requests = new List<RecordedRequest>();
        await foreach (var request in node.Get<IUsageHistory>().ReadAsync(from, until, subject, Token))
        {
            requests.Add(request);
        }

        return requests;
    }
}
