using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Billing;
using Tollgate.Billing.Restricting;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore.Entitling;
using Tollgate.Hosting;
using Tollgate.Identifying;
using Tollgate.Limiting;
using Tollgate.Notifying;
using Tollgate.Testing.Hosting;
using Tollgate.Testing.Watching;
using Xunit;

namespace Tollgate.Testing.Billing;

/// <summary>Restrictions in a database: what facts lead to, what time does, what operators decide, and what people are told.</summary>
public abstract class RestrictionSuite(IStoreHost host) : StoreSuite(host)
{
    private readonly MovableClock _clock = new();

    [Fact]
    public async Task Failure_Unpaid_ClimbsByTimeAloneAndAPaymentLiftsIt()
    {
        var node = await ClockNodeAsync();
        var customer = await CustomerAsync(node);
        var start = await customer.NowAsync();

        await customer.FailAsync(start);
        var warned = await customer.StoredAsync();
        (warned.Restriction, warned.RestrictedSince, warned.ChangesAt).ShouldBe((RestrictionLevel.Warning, start, start.AddDays(7)));

        _clock.Advance(TimeSpan.FromDays(7));
        (await node.Get<IDueRestrictions>().ApplyAsync("n1", Token)).ShouldNotBeNull().ShouldBeGreaterThan(0);
        (await EntitlementOfAsync(node, customer)).Restriction.ShouldBe(RestrictionLevel.Limited);

        _clock.Advance(TimeSpan.FromDays(14));
        (await node.Get<IDueRestrictions>().ApplyAsync("n1", Token)).ShouldNotBeNull().ShouldBeGreaterThan(0);
        var suspended = await EntitlementOfAsync(node, customer);
        (suspended.Restriction, suspended.PaymentLink, suspended.Plan.Name).ShouldBe((RestrictionLevel.Suspended, $"https://pay.example/{customer.Invoice()}", "premium"));
        (await customer.StoredAsync()).ChangesAt.ShouldBeNull();

        await customer.PayAsync();
        var paid = await EntitlementOfAsync(node, customer);
        (paid.Restriction, paid.PaymentLink, paid.Plan.Name).ShouldBe((RestrictionLevel.None, null, "premium"));
        var stored = await customer.StoredAsync();
        (stored.RestrictionReason, stored.RestrictedSince).ShouldBe((null, null));
    }

    [Fact]
    public async Task History_InAnyOrderAndTwice_EndsTheSame()
    {
        var node = await ClockNodeAsync();
        var start = DateTimeOffset.FromUnixTimeMilliseconds(_clock.GetUtcNow().AddDays(-5).ToUnixTimeMilliseconds());
        var random = new Random(20261126);
        var ends = new List<object>();
        for (var run = 0; run < 8; run++)
        {
            var customer = await CustomerAsync(node);
            List<Func<Task>> history =
            [
                () => customer.FailAsync(start),
                () => customer.FailAsync(start.AddDays(1), attempt: 2),
                () => customer.FailAsync(start.AddDays(2), attempt: 3),
                () => customer.FailAsync(start.AddDays(3), name: "2"),
                () => customer.ChangeSubscriptionAsync(s => s.Status = SubscriptionStatus.PastDue),
                async () => await customer.ChangeAsync(async (context, _) =>
                {
                    if (await context.Disputes.FindAsync([$"dp_{customer.Subscription}"], Token) is null)
                    {
                        context.Disputes.Add(new Dispute { Reference = $"dp_{customer.Subscription}", UserId = customer.User.Id, Status = "lost", Currency = "eur", OpenedAt = start, ClosedAt = start });
                    }
                }),
            ];
            foreach (var happened in history.Concat(history.Where(_ => random.Next(2) == 0)).OrderBy(_ => random.Next()))
            {
                await happened();
            }

            await customer.PayAsync("2");
            var end = await customer.StoredAsync();
            ends.Add((end.Restriction, end.RestrictedSince, end.RestrictionReason, end.ChangesAt, (await customer.ToldAsync(CustomerChannel.ChannelName)).Count > 0));
        }

        ends.Distinct().ShouldHaveSingleItem().ShouldBe((RestrictionLevel.Limited, (DateTimeOffset?)start.AddDays(2),
            $"A payment has failed since {start.UtcDateTime:yyyy-MM-dd}; 3 or more attempts failed.", (DateTimeOffset?)start.AddDays(21), true));
    }

    [Fact]
    public async Task DueSteps_TwoNodesAtOnce_AreTakenOnceAndToldOnce()
    {
        var use = await UseAsync();
        var nodes = new[] { NodeOn(use), NodeOn(use) };
        var customers = new List<PayingCustomer>();
        for (var i = 0; i < 20; i++)
        {
            var customer = await CustomerAsync(nodes[0]);
            await customer.FailAsync(await customer.NowAsync());
            customers.Add(customer);
        }

        _clock.Advance(TimeSpan.FromDays(7));
        var done = await Task.WhenAll(nodes.SelectMany((n, i) => new[] { n, n }.Select(same => same.Get<IDueRestrictions>().ApplyAsync($"n{i}", Token))));
        done.Count(d => d > 0).ShouldBeGreaterThanOrEqualTo(1);
        done.Sum(d => d ?? 0).ShouldBeGreaterThanOrEqualTo(20);

        // Also without the claim, as when a node stands still for longer than it has.
        await Task.WhenAll(nodes.SelectMany(n => customers.Select(c => new PayingCustomer(n, c.User, c.Subscription).ChangeAsync((_, _) => Task.CompletedTask))));

        foreach (var customer in customers)
        {
            (await customer.StoredAsync()).Restriction.ShouldBe(RestrictionLevel.Limited);
            var told = await customer.ToldAsync(CustomerChannel.ChannelName);
            told.Count(t => t.Key.StartsWith($"restriction_{customer.User.Id}_limited_", StringComparison.Ordinal)).ShouldBe(1);
            told.Count.ShouldBe(2); // the failed payment, the limit
        }
    }

    [Fact]
    public async Task Claim_OfADeadNode_PassesOn()
    {
        var node = await ClockNodeAsync();
        var customer = await CustomerAsync(node);
        await customer.FailAsync(await customer.NowAsync());
        _clock.Advance(TimeSpan.FromDays(7));
        await using (var context = await StoredRows.OpenAsync(node))
        {
            await context.BillingClaims.Where(c => c.WorkKey == "restrictions").ExecuteDeleteAsync(Token);
            context.BillingClaims.Add(new BillingClaim { WorkKey = "restrictions", Node = "dead", Until = _clock.GetUtcNow().AddMinutes(1) });
            await context.SaveChangesAsync(Token);
        }

        (await node.Get<IDueRestrictions>().ApplyAsync("next", Token)).ShouldBeNull();
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await node.Get<IDueRestrictions>().ApplyAsync("next", Token)).ShouldNotBeNull().ShouldBeGreaterThan(0);
        (await customer.StoredAsync()).Restriction.ShouldBe(RestrictionLevel.Limited);
    }

    [Fact]
    public async Task Facts_OfTwoTransactionsAtOnce_BothCount()
    {
        var node = await ClockNodeAsync();
        for (var round = 0; round < 10; round++)
        {
            var customer = await CustomerAsync(node);
            var now = await customer.NowAsync();
            await customer.FailAsync(now.AddDays(-30));

            await Task.WhenAll(customer.PayAsync(), customer.FailAsync(now.AddDays(-1), name: "2"));

            var end = await customer.StoredAsync();
            (end.Restriction, end.PaymentLink).ShouldBe((RestrictionLevel.Warning, $"https://pay.example/{customer.Invoice("2")}"));
        }
    }

    [Fact]
    public async Task Write_RolledBack_LeavesNeitherRestrictionNorNotice()
    {
        var node = await ClockNodeAsync();
        var customer = await CustomerAsync(node);
        var now = await customer.NowAsync();

        await Should.ThrowAsync<InvalidOperationException>(() => node.Get<EntityFrameworkCore.Entitling.EntitlementWriter>().WriteAsync<bool>(
            async (context, changes) =>
            {
                context.Invoices.Add(new Invoice
                {
                    Reference = customer.Invoice(), UserId = customer.User.Id, SubscriptionReference = customer.Subscription, Status = InvoiceStatus.Open,
                    AmountRemaining = 1, AmountDue = 1, Currency = "eur", FirstFailedAt = now.AddDays(-30), CreatedAt = now,
                });
                await node.Get<EntityFrameworkCore.Billing.RestrictionWriter>().ApplyAsync(context, changes, customer.User.Id, now, Token);
                throw new InvalidOperationException("afterwards");
            },
            Token));

        (await customer.StoredAsync()).Restriction.ShouldBe(RestrictionLevel.None);
        (await customer.ToldAsync(LogChannel.ChannelName)).ShouldBeEmpty();
    }

    [Fact]
    public async Task EndedByFailure_StillOwing_StaysSuspendedOnTheDefaultPlanUntilForgiven()
    {
        var node = await ClockNodeAsync();
        var customer = await CustomerAsync(node);
        await customer.FailAsync(await customer.NowAsync());
        var ended = await customer.NowAsync();
        await customer.ChangeSubscriptionAsync(s => (s.Status, s.EndedByFailure, s.EndedAt) = (SubscriptionStatus.Canceled, true, ended));

        var suspended = await EntitlementOfAsync(node, customer);
        (suspended.Plan.Name, suspended.Restriction, suspended.PaymentLink).ShouldBe(("free", RestrictionLevel.Suspended, $"https://pay.example/{customer.Invoice()}"));
        var limits = await node.Get<Tollgate.Watching.ICustomerLimits>().FindAsync([customer.User.Id], Token);
        limits[customer.User.Id].Restriction.ShouldBe(RestrictionLevel.Suspended);

        var forgiven = await node.Get<ForgiveInvoice>().RunAsync(customer.Invoice(), "ann: goodwill", Token);
        (forgiven.ForgivenBy, forgiven.IsOwed).ShouldBe(("ann: goodwill", false));
        (await EntitlementOfAsync(node, customer)).Restriction.ShouldBe(RestrictionLevel.None);

        // A later look at the provider finds it open there, and one attempt more.
        await customer.FailAsync((await customer.NowAsync()).AddDays(1), attempt: 2, change: i => (i.Status, i.AmountRemaining, i.ClosedAt) = (InvoiceStatus.Open, 1290, null));
        (await EntitlementOfAsync(node, customer)).Restriction.ShouldBe(RestrictionLevel.None);
        (await node.Get<ForgiveInvoice>().RunAsync(customer.Invoice(), "bob", Token)).ForgivenBy.ShouldBe("ann: goodwill");
    }

    [Fact]
    public async Task EndedByFailure_WithANewSubscription_IsNotRestricted()
    {
        var node = await ClockNodeAsync();
        var customer = await CustomerAsync(node);
        await customer.FailAsync(await customer.NowAsync());
        await customer.ChangeSubscriptionAsync(s => (s.Status, s.EndedByFailure) = (SubscriptionStatus.Canceled, true));

        await node.Get<IUserStore>().SaveSubscriptionAsync(new Subscription { UserId = customer.User.Id, PlanName = "basic", CurrentPeriodStart = await customer.NowAsync() }, Token);

        var entitlement = await EntitlementOfAsync(node, customer);
        (entitlement.Plan.Name, entitlement.Restriction).ShouldBe(("basic", RestrictionLevel.None));
    }

    [Fact]
    public async Task Hold_UntilADate_KeepsTheLevelDownAndEndsByItself()
    {
        var node = await ClockNodeAsync();
        var customer = await CustomerAsync(node);
        var start = await customer.NowAsync();
        await customer.FailAsync(start.AddDays(-30));
        (await customer.StoredAsync()).Restriction.ShouldBe(RestrictionLevel.Suspended);

        var held = await node.Get<HoldRestriction>().RunAsync(customer.User.Name, RestrictionLevel.Warning, start.AddDays(10), "talks", "ann", Token);
        held.Decision.Level.ShouldBe(RestrictionLevel.Warning);
        held.Hold!.Reason.ShouldBe("talks");
        (held.Decision.ChangesAt, held.Decision.NextLevel).ShouldBe((start.AddDays(10), RestrictionLevel.Suspended));
        held.OpenInvoices.ShouldHaveSingleItem().Reference.ShouldBe(customer.Invoice());
        held.Failures.ShouldHaveSingleItem().DeclineCode.ShouldBe("insufficient_funds");
        (await EntitlementOfAsync(node, customer)).Restriction.ShouldBe(RestrictionLevel.Warning);

        _clock.Advance(TimeSpan.FromDays(10.1));
        (await node.Get<IDueRestrictions>().ApplyAsync("n1", Token)).ShouldNotBeNull().ShouldBeGreaterThan(0);
        (await EntitlementOfAsync(node, customer)).Restriction.ShouldBe(RestrictionLevel.Suspended);

        await node.Get<HoldRestriction>().RunAsync(customer.User.Name, RestrictionLevel.None, start.AddDays(40), "again", "ann", Token);
        (await EntitlementOfAsync(node, customer)).Restriction.ShouldBe(RestrictionLevel.None);
        (await node.Get<ReleaseRestriction>().RunAsync(customer.User.Name, Token)).Decision.Level.ShouldBe(RestrictionLevel.Suspended);
        (await ErrorsOfAsync(() => node.Get<ReleaseRestriction>().RunAsync(customer.User.Name, Token)))[0].Field.ShouldBe("user");
        (await ErrorsOfAsync(() => node.Get<HoldRestriction>().RunAsync("nobody", RestrictionLevel.Suspended, start.AddDays(-1), " ", "", Token)))
            .Select(e => e.Field).ShouldBe(["user", "atMost", "until", "reason", "by"]);
    }

    [Fact]
    public async Task Manual_BesideThePayments_IsAFloor()
    {
        var node = await ClockNodeAsync();
        var customer = await CustomerAsync(node);
        await customer.FailAsync(await customer.NowAsync());

        await node.Get<SetRestriction>().RunAsync(customer.User.Name, RestrictionLevel.Limited, null, Token);
        (await EntitlementOfAsync(node, customer)).Restriction.ShouldBe(RestrictionLevel.Limited);
        await customer.PayAsync();
        var shown = (await node.Get<ShowUser>().RunAsync(customer.User.Name, Token)).Restriction;
        (shown.Decision.Level, shown.Decision.Reason).ShouldBe((RestrictionLevel.Limited, "Set by an operator."));
        shown.Decision.Since.ShouldNotBeNull();
        await node.Get<SetRestriction>().RunAsync(customer.User.Name, RestrictionLevel.None, null, Token);
        (await EntitlementOfAsync(node, customer)).Restriction.ShouldBe(RestrictionLevel.None);

        (await customer.ToldAsync(CustomerChannel.ChannelName)).Select(t => t.Key).ShouldAllBe(k => k.StartsWith("payment_failed_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Limited_ByAFallbackPlan_GetsItsLimitsInPlaceOfAShare()
    {
        var use = await UseAsync();
        var node = NodeOn(builder =>
        {
            use(builder);
            builder.Services.Configure<EntitlingOptions>(o => o.FallbackPlan = "basic");
        });
        var customer = await CustomerAsync(node);
        await node.Get<SetLimitOverride>().RunAsync(customer.User.Name, "*", "day", 7_777_777, Token);
        var basic = (await node.Get<ShowPlan>().RunAsync("basic", null, Token)).Plan;

        await customer.FailAsync((await customer.NowAsync()).AddDays(-8));

        var limited = await EntitlementOfAsync(node, customer);
        (limited.Plan.Name, limited.Restriction).ShouldBe(("basic", RestrictionLevel.Limited));
        limited.Limits.ShouldBe(basic.Limits);
        (await node.Get<Tollgate.Watching.ICustomerLimits>().FindAsync([customer.User.Id], Token))[customer.User.Id].Limits.ShouldBe(basic.Limits);
        await customer.PayAsync();
        (await EntitlementOfAsync(node, customer)).Limits.ShouldContain(l => l.Limit == 7_777_777);
    }

    [Fact]
    public async Task NewKey_WhileLimited_IsRefusedWithTheReason()
    {
        var node = await ClockNodeAsync();
        var customer = await CustomerAsync(node);
        await customer.FailAsync((await customer.NowAsync()).AddDays(-1));
        (await node.Get<CreateApiKey>().RunAsync(customer.User.Name, null, null, [], Token)).Text.ShouldNotBeEmpty();

        await customer.FailAsync((await customer.NowAsync()).AddDays(-8));

        var error = (await ErrorsOfAsync(() => node.Get<CreateApiKey>().RunAsync(customer.User.Name, null, null, [], Token))).ShouldHaveSingleItem();
        error.Message.ShouldContain("is limited, which allows no new keys");
    }

    [Fact]
    public async Task Lift_OnAnotherNode_WorksWithinASecond()
    {
        var use = await UseAsync();
        var (listening, other) = (NodeOn(use), NodeOn(use));
        await listening.ListenAsync(Token);
        var customer = await CustomerAsync(other);
        await customer.FailAsync((await customer.NowAsync()).AddDays(-30));
        var credentials = new Credentials { UserName = customer.User.Name };
        (await listening.Get<CallerDirectory>().FindAsync(credentials, Token)).Entitlement!.Restriction.ShouldBe(RestrictionLevel.Suspended);

        await customer.PayAsync();

        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        while ((await listening.Get<CallerDirectory>().FindAsync(credentials, Token)).Entitlement!.Restriction != RestrictionLevel.None)
        {
            System.Diagnostics.Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(1));
            await Task.Delay(20, Token);
        }
    }

    private async Task<Action<TollgateBuilder>> UseAsync() => (await Host.SharedAsync()).ByTheNodesClock();

    private async Task<TestNode> ClockNodeAsync() => NodeOn(await UseAsync());

    private TestNode NodeOn(Action<TollgateBuilder> use) => Keep(TestNode.Create(
        builder =>
        {
            use(builder);
            builder.Services.AddSingleton<INotificationChannel, CustomerChannel>();
        },
        _clock));

    private static async Task<PayingCustomer> CustomerAsync(TestNode node, bool isLive = true)
    {
        var user = (await AddUserAsync(node, "premium")).Account.User;
        var customer = new PayingCustomer(node, user, NewName("c")[2..]);
        await customer.LinkAsync(isLive);
        return customer;
    }

    private static async Task<Entitlement> EntitlementOfAsync(TestNode node, PayingCustomer customer) =>
        (await node.Get<IEntitlementStore>().FindByUserAsync(customer.User.Name, Token)).ShouldNotBeNull();
}
