using Microsoft.Extensions.Options;
using Shouldly;
using Tollgate.Billing;
using Tollgate.Entitling;
using Tollgate.StripeFake;
using Xunit;

namespace Tollgate.Stripe.Tests;

/// <summary>The provider, with the unmodified client of Stripe, against an account on this machine.</summary>
public sealed class StripePaymentProviderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Subscription_WithItsInvoice_IsOneRead()
    {
        await using var account = await FakeAccount.StartAsync();
        var (customer, subscription) = await account.SubscribeAsync(7);
        account.Server.Requests.Clear();

        var found = (await account.Provider.FindSubscriptionAsync(subscription, Token)).ShouldNotBeNull();

        account.Server.Requests.All.ShouldHaveSingleItem();
        found.ShouldSatisfyAllConditions(
            s => s.CustomerReference.ShouldBe(customer), s => s.Status.ShouldBe(SubscriptionStatus.Active), s => s.IsLive.ShouldBeFalse(),
            s => s.Items.ShouldHaveSingleItem().PriceReference.ShouldBe(account.Price), s => s.Items[0].PeriodEnd.ShouldNotBeNull(), s => TollgateUser.In(s.Metadata).ShouldBe(7),
            s => s.LatestInvoice.ShouldNotBeNull().Status.ShouldBe(InvoiceStatus.Paid));
        (await account.Provider.FindSubscriptionAsync("sub_nothing", Token)).ShouldBeNull();
        (await account.Provider.FindInvoiceAsync("in_nothing", Token)).ShouldBeNull();
        (await account.Provider.FindInvoiceAsync(found.LatestInvoice!.Reference, Token)).ShouldNotBeNull().SubscriptionReference.ShouldBe(subscription);
        (await account.Provider.ListSubscriptionsAsync(customer, Token).ToListAsync(Token)).ShouldHaveSingleItem().Reference.ShouldBe(subscription);
        (await account.Provider.ListOpenInvoicesAsync(customer, Token).ToListAsync(Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Customer_AskedForTwice_IsTheSame()
    {
        await using var account = await FakeAccount.StartAsync();

        var first = await account.Provider.CreateCustomerAsync(42, "ada", "ada@example.com", Token);
        var again = await account.Provider.CreateCustomerAsync(42, "ada", "ada@example.com", Token);

        again.Reference.ShouldBe(first.Reference);
        (await account.Provider.FindCustomerAsync(first.Reference, Token)).ShouldNotBeNull().ShouldSatisfyAllConditions(
            c => c.UserId.ShouldBe(42), c => c.Email.ShouldBe("ada@example.com"), c => c.IsDeleted.ShouldBeFalse(), c => c.CardLastFour.ShouldBeNull());
        (await account.Provider.FindCustomerAsync("cus_nothing", Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Card_OfACustomer_HasItsEnd()
    {
        await using var account = await FakeAccount.StartAsync();
        var (customer, _) = await account.SubscribeAsync(7);

        var found = (await account.Provider.FindCustomerAsync(customer, Token)).ShouldNotBeNull();

        found.CardLastFour.ShouldBe("4242");
        found.CardExpiresAt.ShouldNotBeNull().Day.ShouldBe(1);
    }

    [Fact]
    public async Task Checkout_AndPortal_ArePages()
    {
        await using var account = await FakeAccount.StartAsync();
        var customer = await account.Provider.CreateCustomerAsync(42, "ada", null, Token);

        var page = await account.Provider.CreateCheckoutAsync(
            new CheckoutRequest
            {
                UserId = 42, CustomerReference = customer.Reference, PriceReference = account.Price, Quantity = 2,
                SuccessUrl = new Uri("https://a.example/ok?session_id={CHECKOUT_SESSION_ID}"), CancelUrl = new Uri("https://a.example/no"),
            },
            Token);
        var portal = await account.Provider.CreatePortalAsync(customer.Reference, new Uri("https://a.example/"), Token);

        portal.IsAbsoluteUri.ShouldBeTrue();
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var form = new FormUrlEncodedContent([new("card", "pm_card_visa")]);
        using var paid = await browser.PostAsync(new Uri(page.OriginalString + "/pay"), form, Token);
        var session = paid.Headers.Location!.Query.Split('=')[1];
        var checkout = (await account.Provider.FindCheckoutAsync(session, Token)).ShouldNotBeNull();
        (checkout.UserId, checkout.CustomerReference).ShouldBe((42, customer.Reference));
        (await account.Provider.FindSubscriptionAsync(checkout.SubscriptionReference!, Token)).ShouldNotBeNull().ShouldSatisfyAllConditions(
            s => s.Items[0].Quantity.ShouldBe(2), s => TollgateUser.In(s.Metadata).ShouldBe(42));
    }

    [Fact]
    public async Task MeterEvent_SentTwice_CountsOnce()
    {
        await using var account = await FakeAccount.StartAsync();
        var customer = await account.Provider.CreateCustomerAsync(42, "ada", null, Token);
        await account.PostAsync("/v1/billing/meters", ("display_name", "units"), ("event_name", "api_units"), ("default_aggregation[formula]", "sum"));
        var now = account.Server.Now;
        var told = new MeterEvent
        {
            Identifier = "tg_1", UserId = 42, SegmentId = 1, CustomerReference = customer.Reference, Meter = "api_units", Units = 12, At = now.AddMinutes(-90), CreatedAt = now,
        };

        await account.Provider.SendMeterEventAsync(told, 0, Token);
        await account.Provider.SendMeterEventAsync(told, 1, Token); // another key, the same identifier

        var hour = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero);
        (await account.Provider.SumMeterAsync("api_units", customer.Reference, hour.AddHours(-3), hour.AddHours(1), Token)).ShouldBe(12);
        account.Server.Faults.Add(new StripeFakeFault(StripeFakeFaultKind.Error) { Path = "/v1/billing/meter_event_adjustments" });
        (await Should.ThrowAsync<PaymentProviderException>(() => account.Provider.CancelMeterEventAsync(told, 0, Token))).IsAnswerKept.ShouldBeTrue();
        account.Server.Faults.Add(new StripeFakeFault(StripeFakeFaultKind.Reset) { Path = "/v1/billing/meter_event_adjustments" });
        (await Should.ThrowAsync<PaymentProviderException>(() => account.Provider.CancelMeterEventAsync(told, 1, Token))).IsAnswerKept.ShouldBeFalse();
        (await account.Provider.CancelMeterEventAsync(told, 1, Token)).ShouldBeTrue();
        account.Server.Requests.All.Where(r => r.Path == "/v1/billing/meter_event_adjustments").Select(r => r.IdempotencyKey)
            .ShouldBe(["tg_1-cancel", "tg_1-cancel~1", "tg_1-cancel~1"]);
        var refused = await Should.ThrowAsync<PaymentProviderException>(() => account.Provider.SumMeterAsync("nothing", customer.Reference, hour, hour.AddHours(1), Token));
        refused.IsPermanent.ShouldBeTrue();
    }

    [Theory]
    [InlineData(503, false, true)]
    [InlineData(500, false, true)]
    [InlineData(400, true, false)]
    [InlineData(402, true, false)]
    [InlineData(401, false, false)]
    [InlineData(429, false, false)]
    public async Task Failure_OfAnyKind_IsOneExceptionThatSaysWhatItMeans(int status, bool isPermanent, bool isUnknown)
    {
        await using var account = await FakeAccount.StartAsync();
        account.Server.Faults.BeginOutage(new StripeFakeFault(StripeFakeFaultKind.Error) { Status = status });

        var failure = await Should.ThrowAsync<PaymentProviderException>(() => account.Provider.CreateCustomerAsync(1, "a", null, Token));

        (failure.IsPermanent, failure.IsOutcomeUnknown).ShouldBe((isPermanent, isUnknown));
        failure.Message.ShouldNotContain("sk_test");
    }

    [Fact]
    public async Task Stripe_NotThere_IsKnownNotToHaveGotAnything()
    {
        var options = new StripeOptions { ApiKey = "sk_test_x", ApiBase = "http://127.0.0.1:9", MeterEventsBase = "http://127.0.0.1:9", Retries = 0 };
        using var provider = new StripePaymentProvider(Options.Create(options), TimeProvider.System);

        var failure = await Should.ThrowAsync<PaymentProviderException>(() => provider.FindSubscriptionAsync("sub_1", Token));

        (failure.IsPermanent, failure.IsOutcomeUnknown).ShouldBe((false, false));
        using var none = new StripePaymentProvider(Options.Create(new StripeOptions()), TimeProvider.System);
        none.IsLive.ShouldBeNull();
        (await Should.ThrowAsync<PaymentProviderException>(() => none.FindSubscriptionAsync("sub_1", Token))).Message.ShouldContain("Tollgate:Stripe:ApiKey");
    }

    [Fact]
    public async Task Reads_BeyondTheBudget_Wait()
    {
        await using var account = await FakeAccount.StartAsync(options => options.ReadsPerHour = 10);
        for (var i = 0; i < 10; i++)
        {
            await account.Provider.FindSubscriptionAsync("sub_nothing", Token);
        }

        var failure = await Should.ThrowAsync<PaymentProviderException>(() => account.Provider.FindSubscriptionAsync("sub_nothing", Token));

        failure.IsPermanent.ShouldBeFalse();
        failure.RetryAfter.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.FromMinutes(50));
        account.Server.Requests.Count("GET", "/v1/subscriptions/*").ShouldBe(10);
    }
}
