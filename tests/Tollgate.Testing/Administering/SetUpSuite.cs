using Shouldly;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Testing.Administering;

/// <summary>Setting up, on databases of each test's own.</summary>
public abstract class SetUpSuite(IStoreHost host) : StoreSuite(host)
{
    [Fact]
    public async Task SetUp_EmptyDatabase_MigratesAndStoresTheDefaultPlans()
    {
        var node = await EmptyAsync();

        var before = await node.Get<ISchema>().ReadAsync(Token);
        var report = await node.Get<SetUp>().RunAsync(null, Token);
        var after = await node.Get<ISchema>().ReadAsync(Token);

        before.CurrentVersion.ShouldBeNull();
        report.Migrations.ShouldBe(before.Pending);
        report.AddedPlans.Order().ShouldBe(["anonymous", "basic", "enterprise", "free", "premium"]);
        report.DefaultPlan.ShouldBe("free");
        report.Findings.ShouldContain(f => f.Plan == "premium" && f.Window == "day" && f.Message.Contains("2,400"));
        after.IsCurrent.ShouldBeTrue();
        after.CurrentVersion.ShouldBe(after.LatestVersion);
    }

    [Fact]
    public async Task SetUp_Twice_ChangesNothing()
    {
        var node = await EmptyAsync();
        await node.Get<SetUp>().RunAsync(null, Token);

        var report = await node.Get<SetUp>().RunAsync(null, Token);

        report.Migrations.ShouldBeEmpty();
        report.AddedPlans.ShouldBeEmpty();
        report.MovedUsers.ShouldBe(0);
        (await node.Get<ListPlans>().RunAsync(true, Token)).ShouldAllBe(p => p.Plan.Version == 1);
    }

    [Fact]
    public async Task SetUp_PlansWereChanged_KeepsThem()
    {
        var node = await EmptyAsync();
        await node.Get<SetUp>().RunAsync(null, Token);
        var changed = PlanPresets.Default.Single(p => p.Name == "free") with { Limits = [Per("hour", 7)] };
        await node.Get<ApplyPlans>().RunAsync([changed], dryRun: false, prune: true, Token);

        var report = await node.Get<SetUp>().RunAsync(null, Token);

        report.AddedPlans.ShouldBeEmpty();
        (await node.Get<ShowPlan>().RunAsync("free", null, Token)).Plan.Limits.ShouldBe([Per("hour", 7)]);
        (await node.Get<ListPlans>().RunAsync(false, Token)).Select(p => p.Plan.Name).ShouldBe(["anonymous", "free"]);
    }

    [Fact]
    public async Task SetUp_Preset_StoresItsPlansAndLintsClean()
    {
        var node = await EmptyAsync();

        var report = await node.Get<SetUp>().RunAsync("saas", Token);

        report.AddedPlans.Count.ShouldBe(PlanPresets.Saas.Count);
        report.Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task SetUp_UnknownPreset_NamesTheKnownOnesAndTouchesNothing()
    {
        var node = await EmptyAsync();

        var errors = await ErrorsOfAsync(() => node.Get<SetUp>().RunAsync("sass", Token));

        errors.ShouldHaveSingleItem().Message.ShouldContain("default, saas");
        (await node.Get<ISchema>().ReadAsync(Token)).CurrentVersion.ShouldBeNull();
    }

    [Fact]
    public async Task SetUp_UsersWithoutSubscription_MovesThemToTheDefaultPlan()
    {
        var node = await EmptyAsync();
        await node.Get<SetUp>().RunAsync(null, Token);
        var user = await AddUserAsync(node, "premium");
        await StoredRows.DeleteSubscriptionsAsync(node, user.Account.User.Id);

        var report = await node.Get<SetUp>().RunAsync(null, Token);

        report.MovedUsers.ShouldBe(1);
        var subscription = (await node.Get<ShowUser>().RunAsync(user.Account.User.Name, Token)).Account.Subscription.ShouldNotBeNull();
        subscription.PlanName.ShouldBe("free");
        subscription.Status.ShouldBe(SubscriptionStatus.Active);
    }

    [Fact]
    public async Task SetUp_TwoNodesAtOnce_BothSucceed()
    {
        var use = await Host.CreateAsync();
        var nodes = new[] { Keep(TestNode.Create(use)), Keep(TestNode.Create(use)) };

        var reports = await Task.WhenAll(nodes.Select(n => Task.Run(() => n.Get<SetUp>().RunAsync(null, Token), Token)));

        reports.Sum(r => r.AddedPlans.Count).ShouldBe(PlanPresets.Default.Count);
        (await nodes[0].Get<ListPlans>().RunAsync(true, Token)).Count.ShouldBe(PlanPresets.Default.Count);
    }

    [Fact]
    public async Task Model_AgainstMigrations_HasNoPendingChanges()
    {
        var node = await EmptyAsync();

        (await StoredRows.HasPendingModelChangesAsync(node)).ShouldBeFalse("run `dotnet ef migrations add` for both providers");
    }
}
