using System.Diagnostics;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.Identifying;
using Tollgate.Limiting;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Testing.Entitling;

/// <summary>Changes that one process makes and another one hears of.</summary>
public abstract class ChangeSuite(IStoreHost host) : StoreSuite(host)
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Listen_FirstOfAll_SaysThatAnythingMayHaveChanged()
    {
        var node = await NodeAsync();

        await foreach (var change in node.Get<IChangeFeed>().ListenAsync(Token))
        {
            change.ShouldBe(Change.Everything);
            break;
        }
    }

    [Fact]
    public async Task Listen_Changes_ComeInOrderFromAnotherProcess()
    {
        var (node, other) = (await NodeAsync(), await NodeAsync());
        var user = (await AddUserAsync(other)).Account.User;
        var plan = new Plan { Name = NewName("plan") };
        var heard = new List<Change>();

        await foreach (var change in node.Get<IChangeFeed>().ListenAsync(Token))
        {
            if (change == Change.Everything)
            {
                await other.Get<SetAccess>().RunAsync(user.Name, AccessRule.Deny, Token);
                await other.Get<ApplyPlans>().RunAsync([plan], dryRun: false, prune: false, Token);
                continue;
            }

            heard.Add(change);
            if (change.Kind == ChangeKind.Plan && change.Id == plan.Name)
            {
                break;
            }
        }

        heard.Where(c => c == Change.OfUser(user.Id) || c == Change.OfPlan(plan.Name)).ShouldBe([Change.OfUser(user.Id), Change.OfPlan(plan.Name)]);
    }

    [Fact]
    public async Task Listen_RolledBackWrite_IsNotHeardOf()
    {
        var (node, other) = (await NodeAsync(), await NodeAsync());
        var user = (await AddUserAsync(other)).Account.User;

        await foreach (var change in node.Get<IChangeFeed>().ListenAsync(Token))
        {
            if (change == Change.Everything)
            {
                var broken = new Subscription { UserId = user.Id, PlanName = "no-such-plan", CurrentPeriodStart = DateTimeOffset.UtcNow };
                await Should.ThrowAsync<Microsoft.EntityFrameworkCore.DbUpdateException>(() => other.Get<IUserStore>().SaveSubscriptionAsync(broken, Token));
                await other.Get<ApplyPlans>().RunAsync([new Plan { Name = NewName("after") }], dryRun: false, prune: false, Token);
                continue;
            }

            change.ShouldNotBe(Change.OfUser(user.Id));
            if (change.Kind == ChangeKind.Plan)
            {
                break;
            }
        }
    }

    [Fact]
    public async Task Revocation_OnAnotherNode_StopsTheKeyWithinASecond()
    {
        var (node, other) = await ListeningAsync();
        var added = await AddUserAsync(other, withKey: true);
        (await FindAsync(node, added.Key!.Text)).Entitlement.ShouldNotBeNull();

        await other.Get<RevokeApiKey>().RunAsync((await other.Get<ListApiKeys>().RunAsync(added.Account.User.Name, Token))[0].Key.Subject, Token);

        await ReachesAsync(async () => (await FindAsync(node, added.Key.Text)) is { Entitlement: null, Refusal: Outcome.Unauthenticated });
    }

    [Fact]
    public async Task PlanChange_OnAnotherNode_ReachesKnownCallersWithinASecond()
    {
        var (node, other) = await ListeningAsync();
        var plan = new Plan { Name = NewName("plan"), Limits = [Per("hour", 10)] };
        await other.Get<ApplyPlans>().RunAsync([plan], dryRun: false, prune: false, Token);
        var added = await AddUserAsync(other, plan.Name, withKey: true);
        (await FindAsync(node, added.Key!.Text)).Entitlement!.Limits.ShouldBe([Per("hour", 10)]);

        await other.Get<ApplyPlans>().RunAsync([plan with { Limits = [Per("hour", 20)] }], dryRun: false, prune: false, Token);

        await ReachesAsync(async () => (await FindAsync(node, added.Key.Text)).Entitlement!.Limits[0].Limit == 20);
    }

    [Fact]
    public async Task UserChange_OnAnotherNode_ReachesKeyAndNameWithinASecond()
    {
        var (node, other) = await ListeningAsync();
        var added = await AddUserAsync(other, withKey: true);
        var name = added.Account.User.Name;
        (await FindAsync(node, added.Key!.Text)).Entitlement.ShouldNotBeNull();
        (await FindByNameAsync(node, name)).Entitlement.ShouldNotBeNull();

        await other.Get<SetRestriction>().RunAsync(name, RestrictionLevel.Suspended, null, Token);

        await ReachesAsync(async () => (await FindAsync(node, added.Key.Text)).Entitlement!.Restriction == RestrictionLevel.Suspended
            && (await FindByNameAsync(node, name)).Entitlement!.Restriction == RestrictionLevel.Suspended);
    }

    [Fact]
    public async Task NewKey_TriedBeforeItWasMade_WorksWithinASecond()
    {
        var (node, other) = await ListeningAsync();
        var user = (await AddUserAsync(other)).Account.User;
        var text = ApiKeyText.Create();
        var hash = new byte[32];
        ApiKeyText.TryHash(text, hash);
        (await FindAsync(node, text)).Refusal.ShouldBe(Outcome.Unauthenticated);

        await other.Get<IApiKeyStore>().AddAsync(new ApiKey { UserId = user.Id, Hash = hash, LastFour = text[^4..] }, Token);

        await ReachesAsync(async () => (await FindAsync(node, text)).Entitlement is not null);
    }

    [Fact]
    public async Task NewUser_SeenBeforeByName_IsKnownWithinASecond()
    {
        var (node, other) = await ListeningAsync();
        var name = NewName("user");
        (await FindByNameAsync(node, name)).Entitlement.ShouldBeNull();

        await other.Get<AddUser>().RunAsync(name, null, withKey: false, Token);

        await ReachesAsync(async () => (await FindByNameAsync(node, name)).Entitlement is not null);
    }

    private async Task<(TestNode Node, TestNode Other)> ListeningAsync()
    {
        var node = await NodeAsync();
        await node.ListenAsync(Token);
        return (node, await NodeAsync());
    }

    private static ValueTask<Caller> FindAsync(TestNode node, string key) => node.Get<CallerDirectory>().FindAsync(new Credentials { ApiKey = key }, Token);

    private static ValueTask<Caller> FindByNameAsync(TestNode node, string name) => node.Get<CallerDirectory>().FindAsync(new Credentials { UserName = name }, Token);

    private static async Task ReachesAsync(Func<Task<bool>> isReached)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await isReached())
        {
            Stopwatch.GetElapsedTime(start).ShouldBeLessThan(Promised, "a change reaches every node within a second");
            await Task.Delay(20, Token);
        }
    }
}
