using Npgsql;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Postgres.Hosting;
using Tollgate.Postgres.Tests.Stores;
using Tollgate.Recording;
using Tollgate.Testing.Hosting;
using Tollgate.Testing.Recording;
using Xunit;

namespace Tollgate.Postgres.Tests.Recording;

public sealed class PostgresUsageStoreTests(PostgresStoreHost host) : UsageStoreSuite(host), IClassFixture<PostgresStoreHost>
{
    private static readonly DateOnly Day = new(2026, 11, 24);

    [Theory]
    [InlineData("subject = 'user_7' and at >= 1795521600000 and at < 1795525200000", "subject_at_idx")]
    [InlineData("at >= 1795521600000 and at < 1795521610000", "_pkey")]
    public async Task Query_BySubjectOrTime_UsesAnIndexOfOneDay(string condition, string expected)
    {
        var node = await OwnAsync();
        var store = node.Get<IUsageStore>();
        for (var day = 0; day < 2; day++)
        {
            await store.AddAsync([.. Enumerable.Range(0, 10_000).Select(i => Events.Served("a", i, Events.Noon.AddDays(-day).AddSeconds(i)) with { Subject = $"user_{i % 500}" })], Token);
        }

        await QueryAsync(node, "analyze api_usage");

        var plan = string.Join('\n', (await QueryAsync(node, $"explain select endpoint, sum(count) from api_usage where {condition} group by endpoint")).Select(r => r[0]));
        plan.ShouldContain(expected);
        plan.ShouldContain("api_usage_20261124");
        plan.ShouldNotContain("api_usage_20261123");
        plan.ShouldNotContain("Seq Scan");
    }

    [Fact]
    public async Task Prepare_Today_MakesTodaysPartitionAndThreeMore()
    {
        var node = await OwnAsync();

        await node.Get<IUsageStore>().PrepareAsync(Events.Noon, Token);
        await node.Get<IUsageStore>().PrepareAsync(Events.Noon, Token);

        (await PartitionsAsync(node)).ShouldBe(["api_usage_20261124", "api_usage_20261125", "api_usage_20261126", "api_usage_20261127"]);
    }

    [Fact]
    public async Task Add_PartitionDroppedBehindItsBack_MakesItAgain()
    {
        var node = await OwnAsync();
        var store = node.Get<IUsageStore>();
        await store.AddAsync([Events.Served("a", 1)], Token);
        await QueryAsync(node, "drop table api_usage_20261124");

        (await store.AddAsync([Events.Served("a", 2)], Token)).ShouldBe(1);
    }

    [Fact]
    public async Task Prepare_ByManyNodesAtOnce_Succeeds()
    {
        var use = await Host.CreateAsync();
        var nodes = Enumerable.Range(0, 4).Select(_ => Keep(TestNode.Create(use))).ToList();
        await nodes[0].Get<SetUp>().RunAsync(null, Token);

        await Task.WhenAll(nodes.Select(n => n.Get<IUsageStore>().PrepareAsync(Events.Noon, Token)));

        (await PartitionsAsync(nodes[0])).Count.ShouldBe(4);
    }

    [Fact]
    public async Task DropOlderThan_WhileSomeoneReadsTheOldDay_PostponesItAndNobodyWaits()
    {
        var node = await OwnAsync();
        var store = node.Get<IUsageStore>();
        await store.AddAsync([Events.Served("a", 1, Events.Noon.AddDays(-1)), Events.Served("a", 2)], Token);
        await using var source = NpgsqlDataSource.Create(node.Get<PostgresDatabase>().ConnectionString);
        await using (var reader = await source.OpenConnectionAsync(Token))
        await using (var transaction = await reader.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, Token))
        {
            await using var read = new NpgsqlCommand("select count(*) from api_usage", reader, transaction);
            (await read.ExecuteScalarAsync(Token)).ShouldBe(2L);

            var dropping = store.DropOlderThanAsync(Day, Token);
            (await store.AddAsync([Events.Served("a", 3)], Token).WaitAsync(TimeSpan.FromSeconds(30), Token)).ShouldBe(1);
            (await dropping.WaitAsync(TimeSpan.FromSeconds(30), Token)).Postponed.ShouldBe(1);
        }

        (await store.AddAsync([Events.Served("a", 4, Events.Noon.AddDays(-1))], Token)).ShouldBe(1); // late, into the day that is half gone
        var dropped = await store.DropOlderThanAsync(Day, Token);
        (dropped.Partitions, dropped.Postponed).ShouldBe((1, 0));
        dropped.Bytes.ShouldBeGreaterThan(0);
        (await PartitionsAsync(node)).ShouldBe(["api_usage_20261124"]);
    }

    [Fact]
    public async Task DropOlderThan_SeveralDaysBehindAReader_PostponesAllAndLeavesTheSessionAsItWas()
    {
        var node = await OwnAsync();
        var store = node.Get<IUsageStore>();
        await store.AddAsync([.. Enumerable.Range(0, 4).Select(day => Events.Served("a", day, Events.Noon.AddDays(-day)))], Token);
        (await store.CountOlderThanAsync(Day, Token)).ShouldSatisfyAllConditions(
            counted => (counted.Rows, counted.Partitions, counted.Postponed).ShouldBe((3, 3, 0)),
            counted => counted.Bytes.ShouldBeGreaterThan(0));
        await using var source = NpgsqlDataSource.Create(node.Get<PostgresDatabase>().ConnectionString);
        await using (var reader = await source.OpenConnectionAsync(Token))
        await using (var transaction = await reader.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, Token))
        {
            await using var read = new NpgsqlCommand("select count(*) from api_usage", reader, transaction);
            (await read.ExecuteScalarAsync(Token)).ShouldBe(4L);

            (await store.DropOlderThanAsync(Day, Token)).ShouldBe(new DroppedUsage(0, 0, 0, 3));
            (await store.DropOlderThanAsync(Day, Token)).ShouldBe(new DroppedUsage(0, 0, 0, 3));
        }

        var due = await store.CountOlderThanAsync(Day, Token);
        (await store.DropOlderThanAsync(Day, Token)).ShouldBe(due);
        due.Rows.ShouldBe(3);
        (await PartitionsAsync(node)).ShouldBe(["api_usage_20261124"]);
    }

    [Fact]
    public async Task DropOlderThan_Interrupted_LeavesTheLockTimeoutAsItWas()
    {
        var node = await OwnAsync();
        await using var source = Tollgate.Postgres.Recording.UsageConnections.Create(node.Get<PostgresDatabase>().ConnectionString);
        var partitions = new Tollgate.Postgres.Recording.UsagePartitions(source);
        await partitions.EnsureAsync(new HashSet<DateOnly> { Day.AddDays(-1) }, Token);
        await using (var blocker = await source.OpenConnectionAsync(Token))
        await using (var transaction = await blocker.BeginTransactionAsync(Token))
        {
            await using var take = new NpgsqlCommand("lock table api_usage in access exclusive mode", blocker, transaction);
            await take.ExecuteNonQueryAsync(Token);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
            stop.CancelAfter(TimeSpan.FromMilliseconds(100));
            await Should.ThrowAsync<OperationCanceledException>(() => partitions.DropBeforeAsync(Day, stop.Token));
        }

        await using var first = await source.OpenConnectionAsync(Token);
        await using var second = await source.OpenConnectionAsync(Token);
        foreach (var connection in new[] { first, second })
        {
            await using var show = new NpgsqlCommand("show lock_timeout", connection);
            (await show.ExecuteScalarAsync(Token)).ShouldBe("2s");
        }
    }

    private async Task<TestNode> OwnAsync()
    {
        var node = await EmptyAsync();
        await node.Get<SetUp>().RunAsync(null, Token);
        return node;
    }

    private static async Task<List<string>> PartitionsAsync(TestNode node) =>
        [.. (await QueryAsync(node, "select relname::text from pg_class where relname ~ '^api_usage_[0-9]{8}$' and relkind = 'r' order by 1")).Select(r => r[0])];
}
