using Microsoft.EntityFrameworkCore;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Testing.Entitling;

/// <summary>Resolving callers from what is stored.</summary>
public abstract class EntitlementSuite(IStoreHost host) : StoreSuite(host)
{
    [Fact]
    public async Task FindByKey_KnownKey_ResolvesKeyUserAndPlan()
    {
        var node = await NodeAsync();
        var added = await AddUserAsync(node, "premium", withKey: true);

        var entitlement = (await node.Get<IEntitlementStore>().FindByKeyAsync(added.Key!.Key.Hash, Token)).ShouldNotBeNull();

        entitlement.Subject.ShouldBe(added.Account.User.Subject);
        entitlement.UserName.ShouldBe(added.Account.User.Name);
        entitlement.KeyId.ShouldNotBeNull();
        entitlement.Plan.Name.ShouldBe("premium");
        entitlement.Limits.ShouldBe([Per("minute", 60), Per("hour", 100), Per("day", 10_000), Per("month", 30_000)]);
    }

    [Fact]
    public async Task FindByKey_UnknownHash_IsNullAndCachesNothing()
    {
        var node = await NodeAsync();
        var hash = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);

        (await node.Get<IEntitlementStore>().FindByKeyAsync(hash, Token)).ShouldBeNull();

        (await StoredRows.CacheAsync(node)).ShouldNotContain(c => c.CacheKey == $"key/{Convert.ToHexStringLower(hash)}");
    }

    [Fact]
    public async Task FindByUser_Unknown_IsNull()
    {
        var store = (await NodeAsync()).Get<IEntitlementStore>();

        (await store.FindByUserAsync("nobody", Token)).ShouldBeNull();
        (await store.FindBySubjectAsync("user_999999999", Token)).ShouldBeNull();
        (await store.FindBySubjectAsync("ip_1.2.3.4", Token)).ShouldBeNull();
    }

    [Theory]
    [InlineData(SubscriptionStatus.Active, "premium")]
    [InlineData(SubscriptionStatus.Trialing, "premium")]
    [InlineData(SubscriptionStatus.PastDue, "premium")]
    [InlineData(SubscriptionStatus.Unpaid, "premium")]
    [InlineData(SubscriptionStatus.Paused, "free")]
    [InlineData(SubscriptionStatus.Incomplete, "free")]
    [InlineData(SubscriptionStatus.Unknown, "free")]
    [InlineData(SubscriptionStatus.Canceled, "free")]
    public async Task FindByUser_EachStatus_GivesThePlanOrTheDefault(SubscriptionStatus status, string plan)
    {
        var node = await NodeAsync();
        var user = (await AddUserAsync(node, "premium")).Account.User;
        await node.Get<SetSubscription>().RunAsync(new SubscriptionRequest { User = user.Name, Status = status }, Token);
        await node.Get<SetRestriction>().RunAsync(user.Name, RestrictionLevel.Limited, null, Token);

        var entitlement = (await node.Get<IEntitlementStore>().FindByUserAsync(user.Name, Token)).ShouldNotBeNull();

        entitlement.Plan.Name.ShouldBe(plan);
        entitlement.Restriction.ShouldBe(plan == "free" ? RestrictionLevel.None : RestrictionLevel.Limited);
    }

    [Fact]
    public async Task FindByUser_StatusOfANewerVersion_CountsAsPastDue()
    {
        var node = await NodeAsync();
        var user = (await AddUserAsync(node, "premium")).Account.User;
        await using var context = await StoredRows.OpenAsync(node);
        await context.Database.ExecuteSqlRawAsync("update subscriptions set status = 'frozen' where user_id = {0}", [user.Id], Token);

        (await node.Get<IEntitlementStore>().FindByUserAsync(user.Name, Token))!.Plan.Name.ShouldBe("premium");
        (await node.Get<ShowUser>().RunAsync(user.Name, Token)).Account.Subscription!.Status.ShouldBe(SubscriptionStatus.PastDue);
    }

    [Fact]
    public async Task FindByUser_SeveralSubscriptions_TheBestOneCounts()
    {
        var node = await NodeAsync();
        var user = (await AddUserAsync(node, "basic")).Account.User;
        await node.Get<SetSubscription>().RunAsync(new SubscriptionRequest { User = user.Name, Status = SubscriptionStatus.Canceled }, Token);
        await node.Get<IUserStore>().SaveSubscriptionAsync(
            new Subscription { UserId = user.Id, PlanName = "enterprise", Status = SubscriptionStatus.Trialing, CurrentPeriodStart = DateTimeOffset.UtcNow.AddYears(-1) }, Token);

        (await node.Get<IEntitlementStore>().FindByUserAsync(user.Name, Token))!.Plan.Name.ShouldBe("enterprise");
    }

    [Fact]
    public async Task FindAnonymousPlan_DefinedOrNot_IsThePlanOrNull()
    {
        var node = await EmptyAsync();
        await node.Get<ISchema>().MigrateAsync(Token);
        var store = node.Get<IEntitlementStore>();

        (await store.FindAnonymousPlanAsync(Token)).ShouldBeNull();
        await node.Get<SetUp>().RunAsync(null, Token);
        (await store.FindAnonymousPlanAsync(Token))!.Name.ShouldBe("anonymous");
    }

    [Fact]
    public async Task FindByUser_DefaultPlanIsMissing_SaysWhatToDo()
    {
        var node = await EmptyAsync();
        await node.Get<SetUp>().RunAsync(null, Token);
        var user = (await AddUserAsync(node)).Account.User;
        await StoredRows.DeleteSubscriptionsAsync(node, user.Id);
        await using var context = await StoredRows.OpenAsync(node);
        await context.PlanVersions.Where(v => v.PlanName == "free").ExecuteDeleteAsync(Token);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await node.Get<IEntitlementStore>().FindByUserAsync(user.Name, Token));

        error.Message.ShouldContain("Tollgate:Entitling:DefaultPlan");
    }
}
