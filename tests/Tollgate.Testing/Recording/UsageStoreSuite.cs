using Shouldly;
using Tollgate.Administering;
using Tollgate.Recording;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Testing.Recording;

/// <summary>Recorded usage: exactly once, whatever is repeated, however late.</summary>
public abstract class UsageStoreSuite(IStoreHost host) : StoreSuite(host)
{
    [Fact]
    public async Task Add_Event_StoresEveryField()
    {
        var (node, name) = (await NodeAsync(), NewName("node"));

        (await node.Get<IUsageStore>().AddAsync([Events.Refused(name, 5)], Token)).ShouldBe(1);

        var row = (await QueryAsync(node, $"""
            select at, sequence, subject, user_id, key_id, plan, endpoint, method, status, duration_us, bytes_in, bytes_out, address, cost, charged,
                outcome, refusing_scope, refusing_window, case when is_shadow then 1 else 0 end, count
            from api_usage where node = '{name}'
            """)).Single();
        row.ShouldBe([
            "1795521600000", "5", "user_42", "42", "7", "premium", "/weather/{city}", "POST", "429", "1234", "10", "20", "203.0.113.0/24", "3", "0",
            "quota_exceeded", "*", "minute", "0", "1",
        ]);
    }

    [Fact]
    public async Task Identity_OfADatabase_StaysAndIsNoOthers()
    {
        var (node, again, other) = (await NodeAsync(), await NodeAsync(), await EmptyAsync());
        await other.Get<SetUp>().RunAsync(null, Token);

        var identity = await node.Get<IDatabaseIdentity>().ReadAsync(Token);

        (await again.Get<IDatabaseIdentity>().ReadAsync(Token)).ShouldBe(identity);
        (await other.Get<IDatabaseIdentity>().ReadAsync(Token)).Split('/')[0].ShouldNotBe(identity.Split('/')[0]);
    }

    [Fact]
    public async Task Add_EventOfAnUnknownCaller_StoresWhatIsKnown()
    {
        var (node, name) = (await NodeAsync(), NewName("node"));
        var usage = Events.Served(name, 1) with { UserId = null, KeyId = null, Plan = null, BytesIn = null, BytesOut = null, Address = null };

        await node.Get<IUsageStore>().AddAsync([usage], Token);

        (await QueryAsync(node, $"select user_id, key_id, plan, bytes_in, bytes_out, address, refusing_scope, refusing_window from api_usage where node = '{name}'"))
            .Single().ShouldAllBe(value => value == "-");
    }

    [Fact]
    public async Task Add_SameEventsAgainAndAgain_StoresEachOnce()
    {
        var (node, name) = (await NodeAsync(), NewName("node"));
        var store = node.Get<IUsageStore>();
        var events = Enumerable.Range(1, 500).Select(i => Events.Served(name, i)).ToList();

        (await store.AddAsync([.. events, .. events.Take(50)], Token)).ShouldBe(500);
        (await store.AddAsync([.. events.Skip(250), Events.Served(name, 501)], Token)).ShouldBe(1);
        (await store.AddAsync([], Token)).ShouldBe(0);

        (await CountAsync(node, name)).ShouldBe((501, 501));
    }

    [Fact]
    public async Task Add_SameEventsByManyAtOnce_StoresEachOnce()
    {
        var (node, name) = (await NodeAsync(), NewName("node"));
        var store = node.Get<IUsageStore>();
        var events = Enumerable.Range(1, 400).Select(i => Events.Served(name, i)).ToList();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => store.AddAsync([.. i % 2 == 0 ? events : Enumerable.Reverse(events)], Token)));

        (await CountAsync(node, name)).ShouldBe((400, 400));
    }

    [Fact]
    public async Task Add_FoldThatGrew_KeepsTheLargestInWhateverOrder()
    {
        var (node, name) = (await NodeAsync(), NewName("node"));
        var store = node.Get<IUsageStore>();
        UsageEvent Fold(long count) => Events.Refused(name, 1) with { Count = count, Cost = count, BytesIn = null, DurationMicroseconds = count * 10 };

        await store.AddAsync([Fold(4), Fold(9), Fold(2)], Token);
        (await CountAsync(node, name)).ShouldBe((1, 9));
        (await store.AddAsync([Fold(8)], Token)).ShouldBe(0);
        (await store.AddAsync([Fold(12)], Token)).ShouldBe(1);

        (await CountAsync(node, name)).ShouldBe((1, 12));
        (await QueryAsync(node, $"select cost, duration_us from api_usage where node = '{name}'")).Single().ShouldBe(["12", "120"]);
    }

    [Fact]
    public async Task Add_EventsOfDaysLongPastAndToCome_StoresThem()
    {
        var (node, name) = (await NodeAsync(), NewName("node"));
        var days = new[] { -4_000, -400, -1, 0, 1, 400 };

        await node.Get<IUsageStore>().AddAsync([.. days.Select((day, i) => Events.Served(name, i, Events.Noon.AddDays(day)))], Token);

        (await CountAsync(node, name)).ShouldBe((days.Length, days.Length));
    }

    [Fact]
    public async Task DropOlderThan_Day_RemovesWholeDaysBeforeIt()
    {
        var node = await EmptyAsync();
        await node.Get<SetUp>().RunAsync(null, Token);
        var store = node.Get<IUsageStore>();
        var midnight = new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);
        await store.AddAsync([
            Events.Served("a", 1, midnight.AddDays(-3)), Events.Served("a", 2, midnight.AddMilliseconds(-1)),
            Events.Served("a", 3, midnight), Events.Served("a", 4, midnight.AddDays(2)),
        ], Token);

        var dropped = await store.DropOlderThanAsync(new DateOnly(2026, 11, 24), Token);
        var again = await store.DropOlderThanAsync(new DateOnly(2026, 11, 24), Token);

        dropped.Postponed.ShouldBe(0);
        again.ShouldBe(new DroppedUsage(0, 0, 0, 0));
        (await QueryAsync(node, "select sequence from api_usage order by sequence")).Select(r => r[0]).ShouldBe(["3", "4"]);
        (await store.AddAsync([Events.Served("a", 1, midnight.AddDays(-3))], Token)).ShouldBe(1); // a late event finds room again
    }

    protected static Task<List<string[]>> QueryAsync(TestNode node, string sql) => StoredUsage.QueryAsync(node, sql, Token);

    protected static async Task<(long Rows, long Requests)> CountAsync(TestNode node, string name)
    {
        var row = (await QueryAsync(node, $"select count(*), coalesce(sum(count), 0) from api_usage where node = '{name}'")).Single();
        return (long.Parse(row[0], System.Globalization.CultureInfo.InvariantCulture), long.Parse(row[1], System.Globalization.CultureInfo.InvariantCulture));
    }
}
