using Shouldly;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Testing.Administering;

/// <summary>Users, subscriptions, overrides and restrictions.</summary>
public abstract class UserSuite(IStoreHost host) : StoreSuite(host)
{
    [Fact]
    public async Task Add_WithKey_SubscribesAndGivesAKeyThatWorks()
    {
        var node = await NodeAsync();

        var added = await AddUserAsync(node, "basic", withKey: true);

        var details = await node.Get<ShowUser>().RunAsync(added.Account.User.Name, Token);
        details.Entitlement.Plan.Name.ShouldBe("basic");
        details.Entitlement.Subject.ShouldBe(added.Account.User.Subject);
        details.Keys.ShouldHaveSingleItem().Key.LastFour.ShouldBe(added.Key!.Text[^4..]);
        (await node.Get<ShowUser>().RunAsync(added.Account.User.Subject, Token)).Account.User.Id.ShouldBe(added.Account.User.Id);
    }

    [Fact]
    public async Task Add_WithoutPlan_HasTheDefaultPlanAndNoKey()
    {
        var node = await NodeAsync();

        var added = await AddUserAsync(node);

        added.Key.ShouldBeNull();
        added.Account.Subscription!.PlanName.ShouldBe("free");
    }

    [Fact]
    public async Task Add_NameIsTaken_SaysSo()
    {
        var node = await NodeAsync();
        var name = (await AddUserAsync(node)).Account.User.Name;

        var error = (await ErrorsOfAsync(() => node.Get<AddUser>().RunAsync(name, null, false, Token))).ShouldHaveSingleItem();

        error.Field.ShouldBe("name");
        error.Message.ShouldContain("already");
    }

    [Fact]
    public async Task Add_SameNameTwiceAtOnce_OneSucceeds()
    {
        var node = await NodeAsync();
        var name = NewName("user");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            async () =>
            {
                try
                {
                    await node.Get<AddUser>().RunAsync(name, null, true, Token);
                    return true;
                }
                catch (InvalidInputException)
                {
                    return false;
                }
            },
            Token)));

        outcomes.Count(added => added).ShouldBe(1);
        (await node.Get<ShowUser>().RunAsync(name, Token)).Keys.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ann")]
    [InlineData("ann\n")]
    [InlineData("user_42")]
    [InlineData("key_7")]
    [InlineData("ip_1.2.3.4")]
    public async Task Add_BadName_ReportsItWithTheUnknownPlan(string name)
    {
        var node = await NodeAsync();

        var errors = await ErrorsOfAsync(() => node.Get<AddUser>().RunAsync(name, "gold", false, Token));

        errors.Select(e => e.Field).ShouldBe(["name", "plan"]);
        errors[1].Message.ShouldContain("premium");
    }

    [Fact]
    public async Task List_SearchWithPattern_TakesItLiterally()
    {
        var node = await NodeAsync();
        var stem = NewName("Li%st_");
        await node.Get<AddUser>().RunAsync(stem + "A", null, false, Token);
        await node.Get<AddUser>().RunAsync(stem + "B", "premium", false, Token);
        await node.Get<AddUser>().RunAsync(stem.Replace('%', 'x') + "C", null, false, Token);

        var page = await node.Get<ListUsers>().RunAsync(new UserQuery { Search = stem.ToUpperInvariant(), Take = 1, Skip = 1 }, Token);

        page.Total.ShouldBe(2);
        page.Users.ShouldHaveSingleItem().Subscription!.PlanName.ShouldBe("premium");
        (await ErrorsOfAsync(() => node.Get<ListUsers>().RunAsync(new UserQuery { Skip = -1, Take = 0 }, Token))).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Subscription_Changed_KeepsWhatWasNotAskedFor()
    {
        var node = await NodeAsync();
        var user = (await AddUserAsync(node)).Account.User;
        var start = new DateTimeOffset(2026, 1, 31, 10, 0, 0, TimeSpan.FromHours(1));
        await node.Get<SetSubscription>().RunAsync(new SubscriptionRequest { User = user.Name, Plan = "premium", PeriodStart = start, PeriodEnd = start.AddMonths(1) }, Token);

        var changed = await node.Get<SetSubscription>().RunAsync(new SubscriptionRequest { User = user.Subject, Status = SubscriptionStatus.PastDue }, Token);

        changed.PlanName.ShouldBe("premium");
        changed.CurrentPeriodStart.ShouldBe(start);
        changed.Status.ShouldBe(SubscriptionStatus.PastDue);
        (await node.Get<ShowUser>().RunAsync(user.Name, Token)).Entitlement.Plan.Name.ShouldBe("premium");
    }

    [Fact]
    public async Task Subscription_BadRequest_ReportsEverything()
    {
        var node = await NodeAsync();
        var now = DateTimeOffset.UtcNow;
        var user = (await AddUserAsync(node)).Account.User;

        var errors = await ErrorsOfAsync(() => node.Get<SetSubscription>().RunAsync(
            new SubscriptionRequest { User = user.Name, Plan = "gold", PeriodStart = now, PeriodEnd = now.AddDays(-1) }, Token));

        errors.Select(e => e.Field).ShouldBe(["plan", "periodEnd"]);
        (await ErrorsOfAsync(() => node.Get<SetSubscription>().RunAsync(new SubscriptionRequest { User = "nobody" }, Token)))[0].Message.ShouldContain("nobody");
    }

    [Fact]
    public async Task Override_SetTwiceAndRemoved_FollowsEachStep()
    {
        var node = await NodeAsync();
        var user = (await AddUserAsync(node)).Account.User;
        var set = node.Get<SetLimitOverride>();
        await set.RunAsync(user.Name, "*", "Hour", 1_000, Token);
        await set.RunAsync(user.Name, "*", "hour", 2_000, Token);
        await set.RunAsync(user.Name, "*", "week", 9_000, Token);

        var limits = (await node.Get<ShowUser>().RunAsync(user.Name, Token)).Entitlement.Limits;
        var removed = await node.Get<RemoveLimitOverride>().RunAsync(user.Name, "*", "hour", Token);
        var again = await node.Get<RemoveLimitOverride>().RunAsync(user.Name, "*", "hour", Token);

        limits.Single(l => l.Window.Name == "hour").Limit.ShouldBe(2_000);
        limits.Single(l => l.Window.Name == "week").Limit.ShouldBe(9_000);
        removed.ShouldBeTrue();
        again.ShouldBeFalse();
        (await node.Get<ShowUser>().RunAsync(user.Name, Token)).Entitlement.Limits.Single(l => l.Window.Name == "hour").Limit.ShouldBe(100);
    }

    [Fact]
    public async Task Override_BadInput_ReportsEverything()
    {
        var node = await NodeAsync();
        var user = (await AddUserAsync(node)).Account.User;
        var set = node.Get<SetLimitOverride>();
        foreach (var window in new[] { "PT1M", "PT2M", "PT3M", "PT4M" })
        {
            await set.RunAsync(user.Name, "*", window, 5, Token);
        }

        (await ErrorsOfAsync(() => set.RunAsync(user.Name, "search", "fortnight", -1, Token))).Select(e => e.Field).ShouldBe(["window", "limit", "scope"]);
        (await ErrorsOfAsync(() => set.RunAsync(user.Name, "*", "PT5M", 5, Token)))[0].Message.ShouldContain("5 custom windows");
    }

    [Fact]
    public async Task Restriction_SetAndLifted_ShowsInTheEntitlement()
    {
        var node = await NodeAsync();
        var user = (await AddUserAsync(node)).Account.User;

        await node.Get<SetRestriction>().RunAsync(user.Name, RestrictionLevel.Suspended, "https://pay.example/42", Token);
        var suspended = (await node.Get<ShowUser>().RunAsync(user.Name, Token)).Entitlement;
        await node.Get<SetRestriction>().RunAsync(user.Name, RestrictionLevel.None, null, Token);
        var lifted = (await node.Get<ShowUser>().RunAsync(user.Name, Token)).Entitlement;

        suspended.Restriction.ShouldBe(RestrictionLevel.Suspended);
        suspended.PaymentLink.ShouldBe("https://pay.example/42");
        lifted.Restriction.ShouldBe(RestrictionLevel.None);
        (await ErrorsOfAsync(() => node.Get<SetRestriction>().RunAsync(user.Name, RestrictionLevel.Warning, "javascript:alert(1)", Token)))[0].Field.ShouldBe("paymentLink");
    }

    [Fact]
    public async Task Subscription_ChangedFromAnOldCopy_KeepsTheRestrictionSetMeanwhile()
    {
        var node = await NodeAsync();
        var account = (await AddUserAsync(node)).Account;
        await node.Get<SetRestriction>().RunAsync(account.User.Name, RestrictionLevel.Suspended, null, Token);

        await node.Get<IUserStore>().ChangeSubscriptionAsync(account.Subscription!, s => s.PlanName = "premium", Token);

        var entitlement = (await node.Get<ShowUser>().RunAsync(account.User.Name, Token)).Entitlement;
        (entitlement.Plan.Name, entitlement.Restriction).ShouldBe(("premium", RestrictionLevel.Suspended));
    }

    [Fact]
    public async Task Subject_ByAnyName_FindsTheEntitlement()
    {
        var node = await NodeAsync();
        var added = await AddUserAsync(node, "basic", withKey: true);
        var key = (await node.Get<ListApiKeys>().RunAsync(added.Account.User.Name, Token))[0].Key;
        var find = node.Get<FindSubject>();

        (await find.RunAsync(added.Account.User.Name, Token)).Subject.ShouldBe(added.Account.User.Subject);
        (await find.RunAsync(added.Account.User.Subject, Token)).Plan.Name.ShouldBe("basic");
        (await find.RunAsync(key.Subject, Token)).KeyId.ShouldBe(key.Id);
        (await find.RunAsync("ip_203.0.113.7", Token)).Plan.Name.ShouldBe(Plan.AnonymousName);
        (await ErrorsOfAsync(() => find.RunAsync("user_999999999", Token)))[0].Field.ShouldBe("user");
        (await ErrorsOfAsync(() => find.RunAsync("key_999999999", Token)))[0].Field.ShouldBe("subject");
        (await ErrorsOfAsync(() => find.RunAsync("ip_999", Token)))[0].Message.ShouldContain("no address");
    }
}
