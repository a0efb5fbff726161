using System.Net;
using Shouldly;
using Stripe;
using Stripe.Checkout;
using Xunit;

namespace Tollgate.StripeFake.Tests;

/// <summary>The pages that a person clicks through.</summary>
public sealed class PageTests
{
    [Fact]
    public async Task Checkout_PaidAfterADecline_SubscribesAndRedirects()
    {
        await using var fake = await Fake.StartAsync();
        var customer = await fake.CustomerAsync(null);
        var session = await CheckoutAsync(fake, customer);
        using var browser = Browser();
        (await browser.GetStringAsync(session.Url, Fake.Stop)).ShouldContain("Pro: 20.00 USD");

        var declined = await Post(browser, session.Url + "/pay", ("card", "pm_card_chargeCustomerFail"));
        (await declined.Content.ReadAsStringAsync(Fake.Stop)).ShouldContain("Your card was declined.");
        var paid = await Post(browser, session.Url + "/pay", ("card", "pm_card_visa"));

        paid.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        paid.Headers.Location!.ToString().ShouldBe($"https://app.example.com/done?s={session.Id}");
        var done = await fake.V1.Checkout.Sessions.GetAsync(session.Id, new SessionGetOptions { Expand = ["line_items", "subscription"] }, cancellationToken: Fake.Stop);
        done.Status.ShouldBe("complete");
        done.PaymentStatus.ShouldBe("paid");
        done.ClientReferenceId.ShouldBe("tenant-1");
        done.LineItems.Data.Single().Quantity.ShouldBe(1);
        done.Subscription.Status.ShouldBe("active");
        done.Subscription.Metadata["plan"].ShouldBe("pro");
        done.Subscription.CustomerId.ShouldBe(customer.Id);
        fake.Server.All("event")[^1]["type"]!.ToString().ShouldBe("checkout.session.completed");
    }

    [Fact]
    public async Task Checkout_LeftOpen_ExpiresAfterADay()
    {
        await using var fake = await Fake.StartAsync();
        var session = await CheckoutAsync(fake, await fake.CustomerAsync(null));
        await fake.Server.AdvanceAsync(TimeSpan.FromHours(25), Fake.Stop);
        (await fake.V1.Checkout.Sessions.GetAsync(session.Id, cancellationToken: Fake.Stop)).Status.ShouldBe("expired");
        fake.Server.All("event")[^1]["type"]!.ToString().ShouldBe("checkout.session.expired");
    }

    [Fact]
    public async Task Portal_Clicked_ChangesPlanCardAndEnd()
    {
        await using var fake = await Fake.StartAsync();
        var customer = await fake.CustomerAsync();
        var subscription = await fake.SubscribeAsync(customer, await fake.PriceAsync());
        var dearer = await fake.PriceAsync(9900);
        var session = await fake.V1.BillingPortal.Sessions.CreateAsync(
            new Stripe.BillingPortal.SessionCreateOptions { Customer = customer.Id, ReturnUrl = "https://app.example.com/account" }, cancellationToken: Fake.Stop);
        using var browser = Browser();
        (await browser.GetStringAsync(session.Url, Fake.Stop)).ShouldContain("https://app.example.com/account");

        await Post(browser, session.Url + "/plan", ("subscription", subscription.Id), ("item", subscription.Items.Data[0].Id), ("price", dearer.Id));
        await Post(browser, session.Url + "/cancel", ("subscription", subscription.Id));
        await Post(browser, session.Url + "/card", ("card", "pm_card_mastercard"));

        var changed = await fake.V1.Subscriptions.GetAsync(subscription.Id, cancellationToken: Fake.Stop);
        changed.Items.Data[0].Price.Id.ShouldBe(dearer.Id);
        changed.CancelAtPeriodEnd.ShouldBeTrue();
        var shown = await fake.V1.Customers.GetAsync(customer.Id, new CustomerGetOptions { Expand = ["invoice_settings.default_payment_method"] }, cancellationToken: Fake.Stop);
        shown.InvoiceSettings.DefaultPaymentMethod.Card.Brand.ShouldBe("mastercard");
    }

    [Fact]
    public async Task HostedInvoice_Paid_LiftsPastDue()
    {
        await using var fake = await Fake.StartAsync();
        var customer = await fake.CustomerAsync();
        var subscription = await fake.SubscribeAsync(customer, await fake.PriceAsync());
        fake.Server.SetCardOutcome(customer.InvoiceSettings.DefaultPaymentMethodId, "expired_card");
        await fake.Server.AdvanceAsync(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), Fake.Stop);
        var shown = await fake.V1.Subscriptions.GetAsync(subscription.Id, new SubscriptionGetOptions { Expand = ["latest_invoice"] }, cancellationToken: Fake.Stop);
        shown.Status.ShouldBe("past_due");
        using var browser = Browser();
        (await browser.GetStringAsync(shown.LatestInvoice.HostedInvoiceUrl, Fake.Stop)).ShouldContain("20.00 USD");

        await Post(browser, shown.LatestInvoice.HostedInvoiceUrl + "/pay", ("card", "pm_card_mastercard"));

        (await fake.V1.Subscriptions.GetAsync(subscription.Id, cancellationToken: Fake.Stop)).Status.ShouldBe("active");
    }

    [Fact]
    public async Task Controls_FromOutside_MoveTheClockAndAddFaults()
    {
        await using var fake = await Fake.StartAsync();
        using var browser = Browser();
        var to = Fake.Start.AddDays(3).ToUnixTimeSeconds();
        await Post(browser, new Uri(fake.Server.Address, "/_fake/clock").ToString(), ("to", $"{to}"));
        await Post(browser, new Uri(fake.Server.Address, "/_fake/faults").ToString(), ("kind", "error"), ("status", "500"));

        fake.Server.Now.ToUnixTimeSeconds().ShouldBeInRange(to, to + 60);
        await Should.ThrowAsync<StripeException>(() => fake.CustomerAsync());
        await fake.CustomerAsync();
    }

    private static async Task<Session> CheckoutAsync(Fake fake, Customer customer) => await fake.V1.Checkout.Sessions.CreateAsync(
        new SessionCreateOptions
        {
            Mode = "subscription",
            Customer = customer.Id,
            ClientReferenceId = "tenant-1",
            SuccessUrl = "https://app.example.com/done?s={CHECKOUT_SESSION_ID}",
            CancelUrl = "https://app.example.com/back",
            LineItems = [new SessionLineItemOptions { Price = (await fake.PriceAsync()).Id, Quantity = 1 }],
            SubscriptionData = new SessionSubscriptionDataOptions { Metadata = new() { ["plan"] = "pro" } },
        },
        cancellationToken: Fake.Stop);

    private static HttpClient Browser() => new(new HttpClientHandler { AllowAutoRedirect = false });

    private static async Task<HttpResponseMessage> Post(HttpClient browser, string url, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return await browser.PostAsync(url, form, Fake.Stop);
    }
}
