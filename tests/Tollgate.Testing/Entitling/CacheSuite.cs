using System.Text;
using Microsoft.Extensions.Caching.Distributed;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore.Entitling;
using Tollgate.Hosting;
using Tollgate.Identifying;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Testing.Entitling;

/// <summary>The cache table: bounded, expiring, and cleaned by who changes something.</summary>
public abstract class CacheSuite(IStoreHost host) : StoreSuite(host)
{
    private static readonly DistributedCacheEntryOptions Hour = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1) };

    [Fact]
    public async Task Table_PastCapacity_CullsATenthThatExpiresFirst()
    {
        var node = await EmptyAsync(capacity: 20);
        var table = node.Get<TableCache>();
        for (var i = 0; i < 20; i++)
        {
            await SetAsync(table, $"k{i:00}", TimeSpan.FromMinutes(60 - i));
        }

        (await StoredRows.CacheAsync(node)).Count.ShouldBe(20);
        await SetAsync(table, "new", TimeSpan.FromHours(2));

        (await StoredRows.CacheAsync(node)).Select(c => c.CacheKey).ShouldBe([.. Enumerable.Range(0, 18).Select(i => $"k{i:00}"), "new"]);
    }

    [Fact]
    public async Task Table_ManyWrites_NeverHoldsMoreThanItsCapacity()
    {
        var node = await EmptyAsync(capacity: 30);
        var table = node.Get<TableCache>();

        for (var i = 0; i < 100; i++)
        {
            await SetAsync(table, $"k{i}", TimeSpan.FromHours(1));
            (await StoredRows.CacheAsync(node)).Count.ShouldBeLessThanOrEqualTo(30);
        }
    }

    [Fact]
    public async Task Table_FullOfExpiredRows_DeletesThemInsteadOfCulling()
    {
        var clock = new MovableClock();
        var node = await EmptyAsync(capacity: 20, clock);
        var table = node.Get<TableCache>();
        for (var i = 0; i < 20; i++)
        {
            await SetAsync(table, $"k{i:00}", TimeSpan.FromMinutes(i < 15 ? 1 : 60));
        }

        clock.Advance(TimeSpan.FromMinutes(2));
        await SetAsync(table, "new", TimeSpan.FromHours(1));

        (await StoredRows.CacheAsync(node)).Select(c => c.CacheKey).ShouldBe(["k15", "k16", "k17", "k18", "k19", "new"]);
    }

    [Fact]
    public async Task Table_ExpiredRow_IsAMiss()
    {
        var clock = new MovableClock();
        var node = await EmptyAsync(capacity: 20, clock);
        var table = node.Get<TableCache>();
        await table.SetAsync("k", Encoding.UTF8.GetBytes("v"), Hour, Token);

        (await table.GetAsync("k", Token)).ShouldBe("v"u8.ToArray());
        clock.Advance(TimeSpan.FromHours(1));
        (await table.GetAsync("k", Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Table_SetTwice_KeepsTheLaterValue()
    {
        var table = (await NodeAsync()).Get<TableCache>();
        var key = NewName("k");
        await table.SetAsync(key, [1], Hour, Token);
        await table.SetAsync(key, [2], Hour, Token);

        (await table.GetAsync(key, Token)).ShouldBe([2]);
        await table.RemoveAsync(key, Token);
        (await table.GetAsync(key, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Entitlement_LookedUp_IsCachedForOtherNodes()
    {
        var node = await EmptyAsync(capacity: 100);
        var added = await AddUserAsync(node, "basic", withKey: true);
        var hash = added.Key!.Key.Hash;
        var first = await node.Get<IEntitlementStore>().FindByKeyAsync(hash, Token);

        var rows = (await StoredRows.CacheAsync(node)).Select(c => c.CacheKey);
        rows.ShouldContain($"key/{Convert.ToHexStringLower(hash)}");
        rows.ShouldContain($"user/{added.Account.User.Id}");
        var other = await OtherAsync();
        await StoredRows.DeleteSubscriptionsAsync(node, added.Account.User.Id); // behind the cache's back
        (await other.Get<IEntitlementStore>().FindByKeyAsync(hash, Token))!.Limits.ShouldBe(first!.Limits);
    }

    [Fact]
    public async Task Write_AnyUseCase_DeletesTheRowsItMakesWrong()
    {
        var node = await EmptyAsync(capacity: 100);
        var added = await AddUserAsync(node, "basic", withKey: true);
        var hash = added.Key!.Key.Hash;
        var (userRow, keyRow) = ($"user/{added.Account.User.Id}", $"key/{Convert.ToHexStringLower(hash)}");
        var name = added.Account.User.Name;
        var key = (await node.Get<ListApiKeys>().RunAsync(name, Token))[0].Key.Subject;
        (string Row, Func<Task> Write)[] writes =
        [
            (userRow, () => node.Get<SetSubscription>().RunAsync(new SubscriptionRequest { User = name, Plan = "premium" }, Token)),
            (userRow, () => node.Get<SetLimitOverride>().RunAsync(name, "*", "hour", 7, Token)),
            (userRow, () => node.Get<RemoveLimitOverride>().RunAsync(name, "*", "hour", Token)),
            (userRow, () => node.Get<SetRestriction>().RunAsync(name, RestrictionLevel.Warning, null, Token)),
            (userRow, () => node.Get<SetAccess>().RunAsync(name, AccessRule.Allow, Token)),
            (userRow, () => node.Get<ApplyPlans>().RunAsync([new Plan { Name = "premium" }], false, false, Token)),
            (keyRow, () => node.Get<SetAccess>().RunAsync(key, AccessRule.Deny, Token)),
            (keyRow, () => node.Get<RotateApiKey>().RunAsync(key, TimeSpan.FromHours(1), Token)),
            (keyRow, () => node.Get<RevokeApiKey>().RunAsync(key, Token)),
        ];

        foreach (var (row, write) in writes)
        {
            await node.Get<IEntitlementStore>().FindByKeyAsync(hash, Token);
            (await StoredRows.CacheAsync(node)).ShouldContain(c => c.CacheKey == row);
            await write();
            (await StoredRows.CacheAsync(node)).ShouldNotContain(c => c.CacheKey == row);
        }
    }

    private Action<TollgateBuilder>? _use;

    private async Task<TestNode> EmptyAsync(int capacity, TimeProvider? clock = null)
    {
        var use = await Host.CreateAsync();
        _use = builder =>
        {
            use(builder);
            builder.ConfigureEntitling(o => o.CacheCapacity = capacity);
        };
        var node = Keep(TestNode.Create(_use, clock));
        await node.Get<SetUp>().RunAsync(null, Token);
        return node;
    }

    private Task<TestNode> OtherAsync() => Task.FromResult(Keep(TestNode.Create(_use!)));

    private static Task SetAsync(TableCache table, string key, TimeSpan expiry) =>
        table.SetAsync(key, [1], new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = expiry }, Token);
}
