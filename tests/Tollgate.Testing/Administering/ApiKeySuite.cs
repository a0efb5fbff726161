using Microsoft.EntityFrameworkCore;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.Identifying;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Testing.Administering;

/// <summary>API keys from creation to revocation.</summary>
public abstract class ApiKeySuite(IStoreHost host) : StoreSuite(host)
{
    [Fact]
    public async Task Create_Key_StoresTheHashOnly()
    {
        var node = await NodeAsync();
        var user = (await AddUserAsync(node)).Account.User;

        var created = await node.Get<CreateApiKey>().RunAsync(user.Name, "ci", null, [Per("minute", 5)], Token);

        created.Text.ShouldStartWith("tg_live_");
        created.ToString().ShouldNotContain(created.Text[8..40]);
        await using var context = await StoredRows.OpenAsync(node);
        var row = await context.ApiKeys.SingleAsync(k => k.Id == created.Key.Id, Token);
        row.Hash.ShouldBe(HashOf(created.Text));
        row.Name.ShouldBe("ci");
        row.Limits.ShouldBe([Per("minute", 5)]);
        (await node.Get<IEntitlementStore>().FindByKeyAsync(row.Hash, Token))!.KeyLimits.ShouldBe([Per("minute", 5)]);
    }

    [Fact]
    public async Task Create_BadInput_ReportsEverything()
    {
        var node = await NodeAsync();

        var errors = await ErrorsOfAsync(() => node.Get<CreateApiKey>().RunAsync(
            "nobody", new string('x', 201), DateTimeOffset.UtcNow.AddHours(-1), [Per("minute", -5), Per("hour", 1), Per("hour", 2)], Token));

        errors.Select(e => e.Field).ShouldBe(["user", "name", "expiresAt", "limits.minute", "limits.hour"]);
    }

    [Fact]
    public async Task Revoke_ByEachReference_StopsTheKey()
    {
        var node = await NodeAsync();
        var user = (await AddUserAsync(node)).Account.User;
        var keys = new List<CreatedApiKey>();
        for (var i = 0; i < 4; i++)
        {
            keys.Add(await node.Get<CreateApiKey>().RunAsync(user.Name, null, null, [], Token));
        }

        string[] references = [keys[0].Key.Subject, $"{keys[1].Key.Id}", keys[2].Key.LastFour, Convert.ToHexStringLower(keys[3].Key.Hash)[..11]];
        foreach (var reference in references)
        {
            (await node.Get<RevokeApiKey>().RunAsync(reference, Token)).Key.RevokedAt.ShouldNotBeNull();
        }

        foreach (var key in keys)
        {
            (await node.Get<IEntitlementStore>().FindByKeyAsync(key.Key.Hash, Token)).ShouldBeNull();
        }

        var again = await node.Get<RevokeApiKey>().RunAsync(keys[0].Key.Subject, Token);
        again.Key.RevokedAt.ShouldBe((await node.Get<ListApiKeys>().RunAsync(user.Name, Token))[0].Key.RevokedAt);
    }

    [Fact]
    public async Task Revoke_UnknownKey_NeverRepeatsAPastedKey()
    {
        var node = await NodeAsync();
        var pasted = ApiKeyText.Create();

        var error = (await ErrorsOfAsync(() => node.Get<RevokeApiKey>().RunAsync(pasted, Token))).ShouldHaveSingleItem();

        error.Message.ShouldNotContain(pasted[8..20]);
        error.Value.ShouldNotBeNull().ShouldNotContain(pasted[8..20]);
    }

    [Fact]
    public async Task Rotate_WithOverlap_BothWorkUntilItEnds()
    {
        var clock = new MovableClock();
        var node = await NodeAsync(clock);
        var user = (await AddUserAsync(node)).Account.User;
        var old = await node.Get<CreateApiKey>().RunAsync(user.Name, "ci", null, [Per("minute", 5)], Token);
        await node.Get<SetAccess>().RunAsync(old.Key.Subject, AccessRule.Allow, Token);

        var fresh = await node.Get<RotateApiKey>().RunAsync(old.Key.Subject, TimeSpan.FromHours(1), Token);

        var store = node.Get<IEntitlementStore>();
        (await store.FindByKeyAsync(old.Key.Hash, Token)).ShouldNotBeNull();
        var entitlement = (await store.FindByKeyAsync(fresh.Key.Hash, Token)).ShouldNotBeNull();
        entitlement.KeyLimits.ShouldBe([Per("minute", 5)]);
        entitlement.Access.ShouldBe(AccessRule.Allow);
        fresh.Key.Name.ShouldBe("ci");
        clock.Advance(TimeSpan.FromHours(1));
        (await store.FindByKeyAsync(old.Key.Hash, Token)).ShouldBeNull();
        (await store.FindByKeyAsync(fresh.Key.Hash, Token)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Rotate_RevokedKeyOrBadOverlap_ReportsBoth()
    {
        var node = await NodeAsync();
        var user = (await AddUserAsync(node)).Account.User;
        var key = await node.Get<CreateApiKey>().RunAsync(user.Name, null, null, [], Token);
        await node.Get<RevokeApiKey>().RunAsync(key.Key.Subject, Token);

        (await ErrorsOfAsync(() => node.Get<RotateApiKey>().RunAsync(key.Key.Subject, TimeSpan.FromHours(-1), Token))).Select(e => e.Field).ShouldBe(["overlap", "key"]);
    }

    [Fact]
    public async Task Use_Noted_KeepsTheLatestTime()
    {
        var node = await NodeAsync();
        var user = (await AddUserAsync(node)).Account.User;
        var key = await node.Get<CreateApiKey>().RunAsync(user.Name, null, null, [], Token);
        var time = new DateTimeOffset(2030, 5, 1, 12, 0, 0, TimeSpan.Zero);

        await node.Get<IApiKeyStore>().NoteUseAsync([key.Key.Id, 999_999], time, Token);
        await node.Get<IApiKeyStore>().NoteUseAsync([key.Key.Id], time.AddMinutes(-5), Token);

        (await node.Get<ListApiKeys>().RunAsync(user.Name, Token)).ShouldHaveSingleItem().Key.LastUsedAt.ShouldBe(time);
    }

    private static byte[] HashOf(string text)
    {
        var hash = new byte[32];
        ApiKeyText.TryHash(text, hash).ShouldBeTrue();
        return hash;
    }
}
