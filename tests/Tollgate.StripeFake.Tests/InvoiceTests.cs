using Shouldly;
using Stripe;
using Stripe.TestHelpers;
using Xunit;

namespace Tollgate.StripeFake.Tests;

/// <summary>Invoices by hand, refunds, disputes, and test clocks.</summary>
public sealed class InvoiceTests
{
    [Fact]
    public async Task ManualInvoice_FromItems_IsFinalisedAndPaid()
    {
        await using var fake = await Fake.StartAsync();
        var customer = await fake.CustomerAsync();
        await fake.V1.InvoiceItems.CreateAsync(new InvoiceItemCreateOptions { Customer = customer.Id, Amount = 750, Currency = "eur", Description = "Setup" }, cancellationToken: Fake.Stop);
        var draft = await fake.V1.Invoices.CreateAsync(new InvoiceCreateOptions { Customer = customer.Id, PendingInvoiceItemsBehavior = "include", Currency = "eur" }, cancellationToken: Fake.Stop);
        draft.Status.ShouldBe("draft");
        draft.Parent.ShouldBeNull();
        var open = await fake.V1.Invoices.FinalizeInvoiceAsync(draft.Id, cancellationToken: Fake.Stop);
        open.Status.ShouldBe("open");

        var paid = await fake.V1.Invoices.PayAsync(draft.Id, cancellationToken: Fake.Stop);

        paid.AmountPaid.ShouldBe(750);
        paid.Currency.ShouldBe("eur");
        var payment = (await fake.V1.InvoicePayments.ListAsync(new InvoicePaymentListOptions { Invoice = draft.Id }, cancellationToken: Fake.Stop)).Data.Single();
        payment.Status.ShouldBe("paid");
        (await fake.V1.PaymentIntents.GetAsync(payment.Payment.PaymentIntentId, cancellationToken: Fake.Stop)).Status.ShouldBe("succeeded");
    }

    [Fact]
    public async Task Invoice_PaidOutOfBand_HasNoPaymentSucceeded()
    {
        await using var fake = await Fake.StartAsync();
        var subscription = await fake.SubscribeAsync(await fake.CustomerAsync("pm_card_chargeCustomerFail"), await fake.PriceAsync());
        await fake.V1.Invoices.PayAsync(subscription.LatestInvoiceId, new InvoicePayOptions { PaidOutOfBand = true }, cancellationToken: Fake.Stop);

        var types = fake.Server.All("event").Select(e => e["type"]!.ToString()).ToList();
        types.ShouldContain("invoice.paid");
        types.ShouldNotContain("invoice.payment_succeeded");
    }

    [Fact]
    public async Task ManualAttempt_ThatFails_Is402AndDoesNotCountAfterTheFirst()
    {
        await using var fake = await Fake.StartAsync();
        var subscription = await fake.SubscribeAsync(await fake.CustomerAsync("pm_card_chargeCustomerFail"), await fake.PriceAsync());

        var error = await Should.ThrowAsync<StripeException>(() => fake.V1.Invoices.PayAsync(subscription.LatestInvoiceId, cancellationToken: Fake.Stop));

        error.StripeError.Code.ShouldBe("card_declined");
        error.StripeError.PaymentIntent.ShouldNotBeNull();
        (await fake.V1.Invoices.GetAsync(subscription.LatestInvoiceId, cancellationToken: Fake.Stop)).AttemptCount.ShouldBe(1);
        fake.Server.All("event").Count(e => e["type"]!.ToString() == "invoice.payment_failed").ShouldBe(2);
    }

    [Fact]
    public async Task Invoice_VoidedOrGivenUp_CannotBePaid()
    {
        await using var fake = await Fake.StartAsync();
        var price = await fake.PriceAsync();
        var one = await fake.SubscribeAsync(await fake.CustomerAsync("pm_card_chargeCustomerFail"), price);
        var two = await fake.SubscribeAsync(await fake.CustomerAsync("pm_card_chargeCustomerFail"), price);

        (await fake.V1.Invoices.VoidInvoiceAsync(one.LatestInvoiceId, cancellationToken: Fake.Stop)).Status.ShouldBe("void");
        (await fake.V1.Invoices.MarkUncollectibleAsync(two.LatestInvoiceId, cancellationToken: Fake.Stop)).StatusDetails.Uncollectible.Reason.ShouldBe("user_forgiven");
        await Should.ThrowAsync<StripeException>(() => fake.V1.Invoices.PayAsync(one.LatestInvoiceId, cancellationToken: Fake.Stop));
    }

    [Fact]
    public async Task Credit_OfACustomer_PaysFirst()
    {
        await using var fake = await Fake.StartAsync();
        var customer = await fake.CustomerAsync();
        await fake.V1.Customers.UpdateAsync(customer.Id, new CustomerUpdateOptions { Balance = -500 }, cancellationToken: Fake.Stop);
        var subscription = await fake.SubscribeAsync(customer, await fake.PriceAsync());

        (await fake.V1.Invoices.GetAsync(subscription.LatestInvoiceId, cancellationToken: Fake.Stop)).AmountPaid.ShouldBe(1500);
        (await fake.V1.Customers.GetAsync(customer.Id, cancellationToken: Fake.Stop)).Balance.ShouldBe(0);
    }

    [Fact]
    public async Task Charge_RefundedAndDisputed_TellsBoth()
    {
        await using var fake = await Fake.StartAsync();
        await fake.SubscribeAsync(await fake.CustomerAsync("pm_card_createDispute"), await fake.PriceAsync());
        var charge = (await fake.V1.Charges.ListAsync(null, cancellationToken: Fake.Stop)).Data.Single();
        charge.Disputed.ShouldBeTrue();
        (await fake.V1.Disputes.ListAsync(null, cancellationToken: Fake.Stop)).Data.Single().ChargeId.ShouldBe(charge.Id);

        var refund = await fake.V1.Refunds.CreateAsync(new RefundCreateOptions { Charge = charge.Id, Amount = 500 }, cancellationToken: Fake.Stop);

        refund.Status.ShouldBe("succeeded");
        (await fake.V1.Charges.GetAsync(charge.Id, cancellationToken: Fake.Stop)).AmountRefunded.ShouldBe(500);
        var error = await Should.ThrowAsync<StripeException>(() => fake.V1.Refunds.CreateAsync(new RefundCreateOptions { Charge = charge.Id, Amount = 5000 }, cancellationToken: Fake.Stop));
        error.StripeError.Param.ShouldBe("amount");
    }

    [Fact]
    public async Task TestClock_ThatAdvances_MovesItsCustomersOnly()
    {
        await using var fake = await Fake.StartAsync();
        var clock = await fake.V1.TestHelpers.TestClocks.CreateAsync(new TestClockCreateOptions { FrozenTime = new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc) }, cancellationToken: Fake.Stop);
        var customer = await fake.V1.Customers.CreateAsync(
            new CustomerCreateOptions
            {
                TestClock = clock.Id,
                PaymentMethod = "pm_card_visa",
                InvoiceSettings = new CustomerInvoiceSettingsOptions { DefaultPaymentMethod = "pm_card_visa" },
            },
            cancellationToken: Fake.Stop);
        var price = await fake.PriceAsync();
        var clocked = await fake.SubscribeAsync(customer, price);
        var other = await fake.SubscribeAsync(await fake.CustomerAsync(), price);

        var advancing = await fake.V1.TestHelpers.TestClocks.AdvanceAsync(clock.Id, new TestClockAdvanceOptions { FrozenTime = new DateTime(2025, 3, 15, 0, 0, 0, DateTimeKind.Utc) }, cancellationToken: Fake.Stop);

        advancing.Status.ShouldBe("advancing");
        (await fake.V1.TestHelpers.TestClocks.GetAsync(clock.Id, cancellationToken: Fake.Stop)).Status.ShouldBe("ready");
        (await fake.V1.Subscriptions.GetAsync(clocked.Id, cancellationToken: Fake.Stop)).Items.Data[0].CurrentPeriodEnd.ShouldBe(new DateTime(2025, 4, 1, 0, 0, 0, DateTimeKind.Utc));
        (await fake.V1.Invoices.ListAsync(new InvoiceListOptions { Subscription = clocked.Id, Status = "paid" }, cancellationToken: Fake.Stop)).Data.Count.ShouldBe(3);
        (await fake.V1.Invoices.ListAsync(new InvoiceListOptions { Subscription = other.Id }, cancellationToken: Fake.Stop)).Data.Count.ShouldBe(1);
        await fake.V1.TestHelpers.TestClocks.DeleteAsync(clock.Id, cancellationToken: Fake.Stop);
        await Should.ThrowAsync<StripeException>(() => fake.V1.Subscriptions.GetAsync(clocked.Id, cancellationToken: Fake.Stop));
    }
}
