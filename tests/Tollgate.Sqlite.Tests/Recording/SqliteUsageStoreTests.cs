using Shouldly;
using Tollgate.Recording;
using Tollgate.Sqlite.Tests.Stores;
using Tollgate.Testing.Recording;
using Xunit;

namespace Tollgate.Sqlite.Tests.Recording;

public sealed class SqliteUsageStoreTests(SqliteStoreHost host) : UsageStoreSuite(host), IClassFixture<SqliteStoreHost>
{
    [Theory]
    [InlineData("subject = 'user_42' and at >= 1795500000000 and at < 1795600000000", "USING INDEX ix_api_usage_subject_at (subject=? AND at>? AND at<?)")]
    [InlineData("at >= 1795500000000 and at < 1795600000000", "USING PRIMARY KEY (at>? AND at<?)")]
    public async Task Query_BySubjectOrTime_UsesAnIndex(string condition, string expected)
    {
        var node = await NodeAsync();

        var plan = await QueryAsync(node, $"explain query plan select endpoint, sum(count), sum(charged) from api_usage where {condition} group by endpoint");

        string.Join('\n', plan.Select(row => row[^1])).ShouldContain(expected);
    }

    [Fact]
    public async Task DropOlderThan_ManyRows_RemovesThemInSteps()
    {
        var node = await EmptyAsync();
        await node.Get<Tollgate.Administering.SetUp>().RunAsync(null, Token);
        var store = node.Get<IUsageStore>();
        await store.AddAsync([.. Enumerable.Range(0, 12_000).Select(i => Events.Served("a", i))], Token);

        (await store.DropOlderThanAsync(new DateOnly(2026, 11, 25), Token)).Rows.ShouldBe(12_000);
    }
}
