using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Billing;
using Tollgate.Billing.Crediting;
using Tollgate.Entitling;
using Tollgate.Hosting;
using Tollgate.Testing;
using Xunit;

namespace Tollgate.Stripe.Tests;

/// <summary>Credit packs from their invoice to the balance, through signed webhooks.</summary>
public sealed class CreditPackTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(11, 1)]
    [InlineData(120, 2)]
    public async Task Pack_OnTheLastOfManyLines_IsGranted(int others, int pages)
    {
        using var database = new SqliteFolder();
        await using var account = await FakeAccount.StartAsync();
        var pack = await account.PackPriceAsync(500);
        await using var node = await StartAsync(database.Use, account, pack);
        var user = await AddUserAsync(node);
        var (customer, _) = await account.SubscribeAsync(user);
        await account.Server.SettleAsync(Token);
        await StripeNode.UntilAsync(() => node.PlanOfAsync(user), plan => plan == "pro");
        account.Server.Requests.Clear();

        await account.BuyPacksAsync(customer, pack, 2, others);
        await account.Server.SettleAsync(Token);

        await StripeNode.UntilAsync(() => node.Get<ICreditStore>().ReadAsync(user, Token), balance => balance.Granted == 2_000);
        await StripeNode.UntilAsync(node.EventsAsync, events => events.All(e => e.State != WebhookState.Pending));
        account.Server.Requests.Reads.GetValueOrDefault("/v1/invoices/*/lines").ShouldBe(pages * account.Server.Requests.Reads["/v1/invoices/*"], "only a paid invoice is read on");
    }

    [Fact]
    public async Task Pack_BeyondTheReadBudget_WaitsForIt()
    {
        await using var account = await FakeAccount.StartAsync(o => o.ReadsPerHour = 2);
        var (customer, _) = await account.SubscribeAsync(7);
        var invoice = await account.BuyPacksAsync(customer, await account.PackPriceAsync(500), 1, otherLines: 120);

        (await Should.ThrowAsync<PaymentProviderException>(() => account.Provider.FindInvoiceAsync(invoice, Token))).ShouldSatisfyAllConditions(
            e => e.IsPermanent.ShouldBeFalse(), e => e.RetryAfter.ShouldNotBeNull());
    }

    [Fact]
    public async Task Refund_InPartThenWhole_TakesTheUnspentBackOnce()
    {
        using var database = new SqliteFolder();
        await using var account = await FakeAccount.StartAsync();
        var pack = await account.PackPriceAsync(500);
        await using var node = await StartAsync(database.Use, account, pack);
        var (user, charge) = await BuyAsync(node, account, pack);
        await SpendAsync(node, user, 300);

        await account.PostAsync("/v1/refunds", ("charge", charge), ("amount", "125"));
        await account.Server.SettleAsync(Token);
        (await BalanceAsync(node, user, b => b.Revoked == 250)).ShouldSatisfyAllConditions(b => b.Left.ShouldBe(450), b => b.Spent.ShouldBe(300), b => b.Unpaid.ShouldBe(0));

        account.Server.Webhooks.SetCopies(3);
        await account.PostAsync("/v1/refunds", ("charge", charge));
        await account.Server.SettleAsync(Token);
        (await BalanceAsync(node, user, b => b.Unpaid == 300)).ShouldSatisfyAllConditions(b => b.Revoked.ShouldBe(700), b => b.Left.ShouldBe(0), b => b.Spent.ShouldBe(300));

        var told = (await node.EventsAsync()).Where(e => e.Type is "charge.refunded" or "refund.created").ToList();
        foreach (var one in told)
        {
            await node.Get<ReplayEvents>().RunAsync(one.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), Token);
        }

        await StripeNode.UntilAsync(node.EventsAsync, events => events.All(e => e.State != WebhookState.Pending));
        (await BalanceAsync(node, user, b => b.Revoked == 700)).ShouldSatisfyAllConditions(b => b.Left.ShouldBe(0), b => b.Unpaid.ShouldBe(300));
    }

    [Theory]
    [InlineData("lost", 1_000, 0)]
    [InlineData("won", 0, 1_000)]
    public async Task Dispute_Decided_TakesThePackBackOnlyWhenItIsLost(string status, long revoked, long left)
    {
        using var database = new SqliteFolder();
        await using var account = await FakeAccount.StartAsync();
        var pack = await account.PackPriceAsync(500);
        await using var node = await StartAsync(database.Use, account, pack);
        var (user, charge) = await BuyAsync(node, account, pack);

        var dispute = await account.PostAsync("/_fake/disputes", ("charge", charge));
        await account.Server.SettleAsync(Token);
        await StripeNode.UntilAsync(node.EventsAsync, events => events.Any(e => e.Type == "charge.dispute.created" && e.State == WebhookState.Done));
        (await BalanceAsync(node, user, _ => true)).Left.ShouldBe(1_000, "it is not decided");
        await account.PostAsync($"/_fake/disputes/{dispute}/close", ("status", status));
        await account.Server.SettleAsync(Token);
        await StripeNode.UntilAsync(node.EventsAsync, events => events.Any(e => e.Type == "charge.dispute.closed" && e.State == WebhookState.Done));

        (await BalanceAsync(node, user, _ => true)).ShouldSatisfyAllConditions(b => b.Revoked.ShouldBe(revoked), b => b.Left.ShouldBe(left), b => b.Unpaid.ShouldBe(0));
    }

    private static async Task<(long User, string Charge)> BuyAsync(StripeNode node, FakeAccount account, string pack)
    {
        var user = await AddUserAsync(node);
        var (customer, _) = await account.SubscribeAsync(user);
        await account.BuyPacksAsync(customer, pack, 1);
        await account.Server.SettleAsync(Token);
        await BalanceAsync(node, user, b => b.Granted == 1_000);
        return (user, account.Server.All("charge")[^1]["id"]!.ToString());
    }

    private static async Task SpendAsync(StripeNode node, long user, long units)
    {
        await StripeNode.UntilAsync(() => node.PlanOfAsync(user), plan => plan == "pro");
        var entitlement = (await node.Get<IEntitlementStore>().FindBySubjectAsync(User.SubjectOf(user), Token))!;
        var decision = await node.Get<Limiting.IRateLimiter>().AcquireAsync(entitlement, null, units, Token);
        decision.IsAdmitted.ShouldBeTrue();
        node.Get<Limiting.IRateLimiter>().Complete(decision, isCharged: true);
    }

    private static Task<CreditBalance> BalanceAsync(StripeNode node, long user, Func<CreditBalance, bool> holds) =>
        StripeNode.UntilAsync(() => node.Get<ICreditStore>().ReadAsync(user, Token), holds);

    private static async Task<StripeNode> StartAsync(Action<TollgateBuilder> use, FakeAccount account, string pack)
    {
        var node = await StripeNode.StartAsync(
            builder =>
            {
                use(builder);
                builder.Services.Configure<CreditOptions>(o => o.CreditPacks[pack] = 1_000);
            },
            account.Server.Address);
        await node.Get<IPlanStore>().SaveAsync(
            [new Plan { Name = "pro", Limits = [new WindowLimit(Window.Month, 1000)], PriceReference = account.Price, UsesCredits = true }], [], Token);
        account.Server.Webhooks.Add(node.Webhook, secret: StripeNode.Secret);
        return node;
    }

    private static async Task<long> AddUserAsync(StripeNode node) => (await node.Get<AddUser>().RunAsync("ada", null, false, Token)).Account.User.Id;
}
