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
