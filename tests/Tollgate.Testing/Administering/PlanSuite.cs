using Shouldly;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.Limiting;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Testing.Administering;

/// <summary>Plans: applying, listing, versions.</summary>
public abstract class PlanSuite(IStoreHost host) : StoreSuite(host)
{
    [Fact]
    public async Task Apply_NewPlan_IsStoredWithEverythingItSays()
    {
        var node = await NodeAsync();
        var plan = new Plan
        {
            Name = NewName("plan"),
            DisplayName = "Team",
            Limits = [Per("minute", 60), Per("month", Limit.Unlimited), Per("PT15M", 0)],
            Scopes = [new PlanScope { Name = "search", Routes = ["/v1/search", "POST /v1/find/{id}"], Cost = 5, Limits = [Per("hour", 100)] }],
            Month = MonthWindow.Subscription,
            TimeZone = "Europe/Berlin",
            Enforcement = Enforcement.Strict,
            IsShadow = true,
            Concurrency = 7,
            LimitedShare = 0.5,
            IsMetered = true,
            PriceReference = "price_1",
        };

        var change = (await node.Get<ApplyPlans>().RunAsync([plan], dryRun: false, prune: false, Token)).ShouldHaveSingleItem();
        var stored = await node.Get<ShowPlan>().RunAsync(plan.Name, null, Token);

        change.Kind.ShouldBe(PlanChangeKind.Added);
        change.Differences.ShouldContain("limits.month: unlimited");
        PlanJson.Write(stored.Plan).ShouldBe(PlanJson.Write(plan));
        stored.IsArchived.ShouldBeFalse();
    }

    [Fact]
    public async Task Apply_SamePlanTwice_KeepsTheVersion()
    {
        var node = await NodeAsync();
        var plan = new Plan { Name = NewName("plan"), Limits = [Per("hour", 100)] };
        await node.Get<ApplyPlans>().RunAsync([plan], dryRun: false, prune: false, Token);

        var change = (await node.Get<ApplyPlans>().RunAsync([plan with { Version = 9 }], dryRun: false, prune: false, Token)).ShouldHaveSingleItem();

        change.ShouldBe(new PlanChange(plan.Name, PlanChangeKind.Unchanged, 1, change.Differences));
        change.Differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task Apply_ChangedPlan_IsANewVersionAndTheOldOneStays()
    {
        var node = await NodeAsync();
        var plan = new Plan { Name = NewName("plan"), Limits = [Per("hour", 100)] };
        await node.Get<ApplyPlans>().RunAsync([plan], dryRun: false, prune: false, Token);

        var change = (await node.Get<ApplyPlans>().RunAsync([plan with { Limits = [Per("hour", 200), Per("day", 900)] }], false, false, Token))[0];

        change.Kind.ShouldBe(PlanChangeKind.Changed);
        change.Version.ShouldBe(2);
        change.Differences.ShouldBe(["limits.hour: 100 → 200", "limits.day: none → 900"]);
        (await node.Get<ShowPlan>().RunAsync(plan.Name, null, Token)).Plan.Version.ShouldBe(2);
        (await node.Get<ShowPlan>().RunAsync(plan.Name, 1, Token)).Plan.Limits.ShouldBe([Per("hour", 100)]);
        (await ErrorsOfAsync(() => node.Get<ShowPlan>().RunAsync(plan.Name, 3, Token)))[0].Message.ShouldContain("current one is 2");
    }

    [Fact]
    public async Task Apply_DryRun_ShowsTheDifferenceAndStoresNothing()
    {
        var node = await NodeAsync();
        var plan = new Plan { Name = NewName("plan"), Limits = [Per("hour", 100)] };

        var change = (await node.Get<ApplyPlans>().RunAsync([plan], dryRun: true, prune: false, Token)).ShouldHaveSingleItem();

        change.Kind.ShouldBe(PlanChangeKind.Added);
        change.Differences.ShouldBe(["limits.hour: 100"]);
        (await ErrorsOfAsync(() => node.Get<ShowPlan>().RunAsync(plan.Name, null, Token)))[0].Field.ShouldBe("plan");
    }

    [Fact]
    public async Task Apply_Prune_ArchivesTheRestButTheAnonymousPlan()
    {
        var node = await EmptyAsync();
        await node.Get<SetUp>().RunAsync(null, Token);
        var free = PlanPresets.Default.Single(p => p.Name == "free");
        var user = await AddUserAsync(node, "premium");

        var changes = await node.Get<ApplyPlans>().RunAsync([free], dryRun: false, prune: true, Token);

        changes.Where(c => c.Kind == PlanChangeKind.Archived).Select(c => c.Name).ShouldBe(["basic", "enterprise", "premium"]);
        (await node.Get<ListPlans>().RunAsync(false, Token)).Select(p => p.Plan.Name).ShouldBe(["anonymous", "free"]);
        (await node.Get<ShowUser>().RunAsync(user.Account.User.Name, Token)).Entitlement.Plan.Name.ShouldBe("premium", "who has it keeps it");
        (await ErrorsOfAsync(() => AddUserAsync(node, "premium")))[0].Message.ShouldContain("archived");
        var again = await node.Get<ApplyPlans>().RunAsync(PlanPresets.Default, dryRun: false, prune: true, Token);
        again.Count(c => c.Kind == PlanChangeKind.Changed).ShouldBe(3);
        (await node.Get<ListPlans>().RunAsync(false, Token)).ShouldAllBe(p => p.Plan.Version == 1);
    }

    [Fact]
    public async Task Apply_BadPlans_ReportsEverythingAndStoresNothing()
    {
        var node = await NodeAsync();
        var good = new Plan { Name = NewName("plan") };
        var bad = new Plan { Name = "Bad Name", Limits = [Per("hour", -1)], TimeZone = "Mars/Olympus", LimitedShare = 2, Concurrency = 0 };

        var errors = await ErrorsOfAsync(() => node.Get<ApplyPlans>().RunAsync([good, bad], dryRun: false, prune: false, Token));

        errors.Count.ShouldBe(5);
        (await node.Get<ListPlans>().RunAsync(true, Token)).ShouldNotContain(p => p.Plan.Name == good.Name);
    }

    [Fact]
    public async Task Apply_ManyAtOnce_GetVersionsOneAfterTheOther()
    {
        var node = await NodeAsync();
        var plan = new Plan { Name = NewName("plan") };

        await Task.WhenAll(Enumerable.Range(1, 6).Select(n => Task.Run(
            () => node.Get<ApplyPlans>().RunAsync([plan with { Limits = [Per("hour", n)] }], dryRun: false, prune: false, Token), Token)));

        var stored = await node.Get<ShowPlan>().RunAsync(plan.Name, null, Token);
        stored.Plan.Version.ShouldBe(6);
        var versions = await Task.WhenAll(Enumerable.Range(1, 6).Select(v => node.Get<ShowPlan>().RunAsync(plan.Name, v, Token)));
        versions.Select(v => v.Plan.Limits[0].Limit).Order().ShouldBe([1L, 2, 3, 4, 5, 6]);
    }
}
