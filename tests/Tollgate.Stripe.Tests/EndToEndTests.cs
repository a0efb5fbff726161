using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Billing;
using Tollgate.Entitling;
using Tollgate.Hosting;
using Tollgate.Testing;
using Xunit;

namespace Tollgate.Stripe.Tests;

/// <summary>Applications with Tollgate, the official client and an account on this machine that sends signed webhooks.</summary>
public sealed class EndToEndTests(PostgresServer postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Customer_WhoBuysFailsPaysAndLeaves_IsFollowed()
    {
        using var database = new SqliteFolder();
        await using var account = await FakeAccount.StartAsync();
        await using var node = await StartAsync(database.Use, account);
        var user = await AddUserAsync(node);
        account.Server.Webhooks.Add(node.Webhook, secret: StripeNode.Secret);

        var (customer, subscription) = await account.SubscribeAsync(user);
        await StripeNode.UntilAsync(() => node.PlanOfAsync(user), plan => plan == "pro");
        (await node.Get<IBillingStore>().FindCustomerAsync(user, Token))!.Reference.ShouldBe(customer);

        var card = account.Server.All("payment_method")[^1]["id"]!.ToString();
        account.Server.SetCardOutcome(card, "insufficient_funds");
        await account.Server.AdvanceAsync(TimeSpan.FromDays(32), Token);
        await StripeNode.UntilAsync(() => StatusAsync(node, subscription), status => status == SubscriptionStatus.PastDue);
        account.Server.SetCardOutcome(card, null);
        await account.Server.AdvanceAsync(TimeSpan.FromDays(3), Token);
        await StripeNode.UntilAsync(() => StatusAsync(node, subscription), status => status == SubscriptionStatus.Active);

        await account.DeleteAsync($"/v1/subscriptions/{subscription}");
        await StripeNode.UntilAsync(() => node.PlanOfAsync(user), plan => plan == "free");
        var left = await StripeNode.UntilAsync(node.EventsAsync, events => events.All(e => e.State is WebhookState.Done or WebhookState.Ignored));
        left.Where(e => e.Type.StartsWith("invoice.payment_failed", StringComparison.Ordinal)).ShouldNotBeEmpty();
        (await node.Get<SyncUser>().RunAsync(null, true, Token)).Drifts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Webhooks_TwiceAndShuffled_EndTheSame()
    {
        using var database = new SqliteFolder();
        await using var account = await FakeAccount.StartAsync();
        await using var node = await StartAsync(database.Use, account);
        var user = await AddUserAsync(node);
        account.Server.Webhooks.Add(node.Webhook, secret: StripeNode.Secret);
        account.Server.Webhooks.SetCopies(2);
        account.Server.Webhooks.Shuffle(5);
        account.Server.Webhooks.Hold();
        var (_, old) = await account.SubscribeAsync(user);
        var team = await account.PriceAsync(4900);
        await node.Get<IPlanStore>().SaveAsync([PlanOf("team", team)], [], Token);
        await account.DeleteAsync($"/v1/subscriptions/{old}");
        await account.SubscribeAsync(user, account.Server.Find(old)!["customer"]!.ToString(), team);

        await account.Server.Webhooks.ReleaseAsync(Token);

        await StripeNode.UntilAsync(node.EventsAsync, events => events.Count > 0 && events.All(e => e.State is WebhookState.Done or WebhookState.Ignored));
        (await node.PlanOfAsync(user)).ShouldBe("team");
        (await StatusAsync(node, old)).ShouldBe(SubscriptionStatus.Canceled);
    }

    [Fact]
    public async Task Webhooks_ThatNeverCame_AreFetched()
    {
        using var database = new SqliteFolder();
        await using var account = await FakeAccount.StartAsync();
        await using var node = await StartAsync(database.Use, account);
        var user = await AddUserAsync(node);
        account.Server.Webhooks.Add(node.Webhook, secret: StripeNode.Secret);
        account.Server.Webhooks.Drop("*");
        await account.SubscribeAsync(user);
        await account.Server.SettleAsync(Token);
        (await node.EventsAsync()).ShouldBeEmpty();

        (await node.Get<FetchUndelivered>().RunAsync(Token)).ShouldBeGreaterThan(0);

        await StripeNode.UntilAsync(() => node.PlanOfAsync(user), plan => plan == "pro");
    }

    [Fact]
    public async Task Checkout_ThatComesBack_HoldsBeforeAnyEvent()
    {
        using var database = new SqliteFolder();
        await using var account = await FakeAccount.StartAsync();
        await using var node = await StartAsync(database.Use, account);
        var user = await AddUserAsync(node);
        var page = await node.Get<OpenCheckout>().RunAsync(
            new CheckoutTerms { User = $"user_{user}", Plan = "pro", SuccessUrl = new Uri(node.Url, "/.tollgate/checkout/success").ToString() + "?session_id={CHECKOUT_SESSION_ID}", CancelUrl = node.Url.ToString() }, Token);
        using var browser = new HttpClient();
        using var form = new FormUrlEncodedContent([new("card", "pm_card_visa")]);

        using var answer = await browser.PostAsync(new Uri(page.OriginalString + "/pay"), form, Token); // is sent on to our page

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync(Token)).ShouldContain("Your subscription is active.");
        (await node.PlanOfAsync(user)).ShouldBe("pro");
        (await node.EventsAsync()).ShouldBeEmpty();
        (await node.GetAsync("/.tollgate/checkout/success?session_id=nonsense")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await node.GetAsync("/.tollgate/checkout/success?session_id=cs_test_0123456789")).Body.ShouldContain("within a minute");
    }

    [Fact]
    public async Task Event_AThousandTimesOnThreeNodes_HasOneEffect()
    {
        var connection = await postgres.CreateDatabaseAsync();
        void Use(TollgateBuilder builder) => builder.UsePostgres(connection);
        await using var account = await FakeAccount.StartAsync();
        await using var first = await StartAsync(Use, account);
        await using var second = await StripeNode.StartAsync(Use, account.Server.Address, isFirst: false);
        await using var third = await StripeNode.StartAsync(Use, account.Server.Address, isFirst: false);
        StripeNode[] nodes = [first, second, third];
        var user = await AddUserAsync(first);
        var (_, subscription) = await account.SubscribeAsync(user);
        await account.Server.SettleAsync(Token);
        var told = account.Server.All("event").Single(e => e["type"]!.ToString() == "customer.subscription.created").ToJsonString();
        account.Server.Requests.Clear();

        var statuses = new System.Collections.Concurrent.ConcurrentBag<HttpStatusCode>();
        await Parallel.ForAsync(0, 1000, new ParallelOptions { MaxDegreeOfParallelism = 24, CancellationToken = Token }, async (i, _) => statuses.Add(await nodes[i % 3].SendAsync(told)));

        statuses.Count.ShouldBe(1000);
        statuses.ShouldAllBe(s => s == HttpStatusCode.OK);
        var row = (await StripeNode.UntilAsync(first.EventsAsync, events => events.All(e => e.State == WebhookState.Done))).ShouldHaveSingleItem();
        row.Attempts.ShouldBe(1);
        account.Server.Requests.Count("GET", "/v1/subscriptions/*").ShouldBe(1);
        foreach (var node in nodes)
        {
            (await node.PlanOfAsync(user)).ShouldBe("pro");
        }

        (await StatusAsync(first, subscription)).ShouldBe(SubscriptionStatus.Active);
    }

    private static Plan PlanOf(string name, string price) => new() { Name = name, Limits = [new WindowLimit(Window.Month, 1000)], PriceReference = price };

    private static async Task<StripeNode> StartAsync(Action<TollgateBuilder> use, FakeAccount account)
    {
        var node = await StripeNode.StartAsync(use, account.Server.Address);
        await node.Get<IPlanStore>().SaveAsync([PlanOf("pro", account.Price)], [], Token);
        return node;
    }

    private static async Task<long> AddUserAsync(StripeNode node) => (await node.Get<AddUser>().RunAsync("ada", null, false, Token)).Account.User.Id;

    private static async Task<SubscriptionStatus?> StatusAsync(StripeNode node, string reference)
    {
        await using var context = await node.Get<Microsoft.EntityFrameworkCore.IDbContextFactory<EntityFrameworkCore.TollgateDbContext>>().CreateDbContextAsync(Token);
        return context.Subscriptions.SingleOrDefault(s => s.Reference == reference)?.Status;
    }
}
