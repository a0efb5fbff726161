using Shouldly;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.Hosting;
using Tollgate.Identifying;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Testing.Entitling;

/// <summary>When keys were last used, from the request to the table.</summary>
public abstract class KeyUseSuite(IStoreHost host) : StoreSuite(host)
{
    [Fact]
    public async Task Stop_AfterRequests_StoresWhenTheirKeysWereUsed()
    {
        var node = await NodeAsync();
        var (used, unused) = (await AddUserAsync(node, withKey: true), await AddUserAsync(node, withKey: true));
        var start = DateTimeOffset.UtcNow.AddSeconds(-1);
        await node.Get<CallerDirectory>().FindAsync(new Credentials { ApiKey = used.Key!.Text }, Token);

        await node.StopAsync<KeyUseWorker>(Token);

        (await LastUseAsync(node, used)).ShouldNotBeNull().ShouldBeGreaterThan(start);
        (await LastUseAsync(node, unused)).ShouldBeNull();
    }

    private static async Task<DateTimeOffset?> LastUseAsync(TestNode node, AddedUser user) =>
        (await node.Get<ListApiKeys>().RunAsync(user.Account.User.Name, Token)).ShouldHaveSingleItem().Key.LastUsedAt;
}
