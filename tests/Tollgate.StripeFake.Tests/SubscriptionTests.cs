using Shouldly;
using Stripe;
using Xunit;

namespace Tollgate.StripeFake.Tests;

/// <summary>Every status of a subscription, and what leads there.</summary>
public sealed class SubscriptionTests
{
    private static DateTimeOffset Day(int month, int day, int hour = 10) => new(2026, month, day, hour, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Anchor_OnThe31st_ComesBackAfterShortMonths()
    {
        await using var fake = await Fake.StartAsync();
        var subscription = await fake.SubscribeAsync(await fake.CustomerAsync(), await fake.PriceAsync());
        var ends = new List<string>();
        for (var month = 3; month <= 6; month++)
        {
            await fake.Server.AdvanceAsync(Day(month, 5), Fake.Stop);
            ends.Add((await Get(fake, subscription)).Items.Data[0].CurrentPeriodEnd.ToString("MM-dd", null));
        }

        ends.ShouldBe(["03-31", "04-30", "05-31", "06-30"]);
    }

    [Fact]
    public async Task FirstPayment_ThatFails_IsIncompleteThenExpires()
    {
        await using var fake = await Fake.StartAsync();
        var subscription = await fake.SubscribeAsync(await fake.CustomerAsync("pm_card_chargeCustomerFail"), await fake.PriceAsync());
        subscription.Status.ShouldBe("incomplete");

        await fake.Server.AdvanceAsync(TimeSpan.FromHours(24), Fake.Stop);

        (await Get(fake, subscription)).Status.ShouldBe("incomplete_expired");
        (await fake.V1.Invoices.GetAsync(subscription.LatestInvoiceId, cancellationToken: Fake.Stop)).Status.ShouldBe("void");
    }

    [Fact]
    public async Task FirstPayment_PaidWithAnotherCard_ActivatesTheSubscription()
    {
        await using var fake = await Fake.StartAsync();
        var subscription = await fake.SubscribeAsync(await fake.CustomerAsync("pm_card_chargeCustomerFail"), await fake.PriceAsync());

        var invoice = await fake.V1.Invoices.PayAsync(subscription.LatestInvoiceId, new InvoicePayOptions { PaymentMethod = "pm_card_visa" }, cancellationToken: Fake.Stop);

        invoice.Status.ShouldBe("paid");
        (await Get(fake, subscription)).Status.ShouldBe("active");
    }

    [Theory]
    [InlineData("allow_incomplete", "pm_card_chargeCustomerFail", "incomplete")]
    [InlineData("default_incomplete", "pm_card_visa", "incomplete")]
    [InlineData("error_if_incomplete", "pm_card_visa", "active")]
    public async Task PaymentBehavior_OfTheFirstInvoice_DecidesTheStatus(string behavior, string card, string status)
    {
        await using var fake = await Fake.StartAsync();
        var subscription = await CreateAsync(fake, await fake.CustomerAsync(card), o => o.PaymentBehavior = behavior);
        subscription.Status.ShouldBe(status);
    }

    [Fact]
    public async Task ErrorIfIncomplete_WithADecliningCard_Is402AndMakesNothing()
    {
        await using var fake = await Fake.StartAsync();
        var customer = await fake.CustomerAsync("pm_card_chargeCustomerFail");
        var error = await Should.ThrowAsync<StripeException>(() => CreateAsync(fake, customer, o => o.PaymentBehavior = "error_if_incomplete"));
        error.StripeError.Type.ShouldBe("card_error");
        error.StripeError.Code.ShouldBe("card_declined");
        error.StripeError.DeclineCode.ShouldBe("generic_decline");
        fake.Server.All("subscription").ShouldBeEmpty();
    }

    [Fact]
    public async Task Customer_WithoutACard_CannotSubscribe()
    {
        await using var fake = await Fake.StartAsync();
        var customer = await fake.CustomerAsync(null);
        var error = await Should.ThrowAsync<StripeException>(() => CreateAsync(fake, customer, _ => { }));
        error.StripeError.Message.ShouldContain("no attached payment source");
    }

    [Theory]
    [InlineData("create_invoice", "active", "past_due")]
    [InlineData("cancel", "canceled", "canceled")]
    [InlineData("pause", "paused", "paused")]
    public async Task Trial_ThatEndsWithoutACard_EndsAsSet(string behavior, string atEnd, string later)
    {
        await using var fake = await Fake.StartAsync();
        var subscription = await CreateAsync(fake, await fake.CustomerAsync(null), o =>
        {
            o.TrialPeriodDays = 14;
            o.TrialSettings = new SubscriptionTrialSettingsOptions { EndBehavior = new SubscriptionTrialSettingsEndBehaviorOptions { MissingPaymentMethod = behavior } };
        });
        subscription.Status.ShouldBe("trialing");

        await fake.Server.AdvanceAsync(Fake.Start.AddDays(14).AddMinutes(1), Fake.Stop);
        (await Get(fake, subscription)).Status.ShouldBe(atEnd);
        await fake.Server.AdvanceAsync(TimeSpan.FromHours(2), Fake.Stop);
        (await Get(fake, subscription)).Status.ShouldBe(later);

        var notice = fake.Server.All("event").Single(e => e["type"]!.ToString() == "customer.subscription.trial_will_end");
        notice["created"]!.GetValue<long>().ShouldBe(Fake.Start.AddDays(11).ToUnixTimeSeconds());
        if (behavior == "pause")
        {
            (await Get(fake, subscription)).StatusDetails.Paused.Subscription.Type.ShouldBe("trial_end_without_payment_method");
        }
    }

    [Fact]
    public async Task Trial_EndedByHand_ChargesAtOnceAndMovesTheAnchor()
    {
        await using var fake = await Fake.StartAsync();
        var subscription = await CreateAsync(fake, await fake.CustomerAsync(), o => o.TrialPeriodDays = 30);
        await fake.Server.AdvanceAsync(Day(2, 10), Fake.Stop);

        var updated = await fake.V1.Subscriptions.UpdateAsync(subscription.Id, new SubscriptionUpdateOptions { TrialEnd = SubscriptionTrialEnd.Now }, cancellationToken: Fake.Stop);

        updated.Status.ShouldBe("active");
        updated.Items.Data[0].CurrentPeriodEnd.ShouldBe(Day(3, 10).UtcDateTime);
        (await fake.V1.Invoices.GetAsync(updated.LatestInvoiceId, cancellationToken: Fake.Stop)).AmountPaid.ShouldBe(2000);
        Types(fake).ShouldContain("customer.subscription.trial_will_end");
    }

    [Theory]
    [InlineData(AfterRetries.Cancel, "canceled")]
    [InlineData(AfterRetries.MarkUnpaid, "unpaid")]
    [InlineData(AfterRetries.LeavePastDue, "past_due")]
    [InlineData(AfterRetries.Pause, "paused")]
    public async Task Retries_ThatAllFail_EndAsTheAccountIsSet(AfterRetries after, string status)
    {
        await using var fake = await Fake.StartAsync(o => o.AfterRetries = after);
        var customer = await fake.CustomerAsync();
        var subscription = await fake.SubscribeAsync(customer, await fake.PriceAsync());
        fake.Server.SetCardOutcome(customer.InvoiceSettings.DefaultPaymentMethodId, "insufficient_funds");

        await fake.Server.AdvanceAsync(Day(2, 28, 12), Fake.Stop);
        var first = await fake.V1.Invoices.GetAsync((await Get(fake, subscription)).LatestInvoiceId, cancellationToken: Fake.Stop);
        (await Get(fake, subscription)).Status.ShouldBe("past_due");
        first.AttemptCount.ShouldBe(1);
        first.NextPaymentAttempt.ShouldBe(Day(3, 1, 11).UtcDateTime);

        await fake.Server.AdvanceAsync(Day(3, 20), Fake.Stop);

        var last = await fake.V1.Invoices.GetAsync(first.Id, cancellationToken: Fake.Stop);
        last.AttemptCount.ShouldBe(8);
        last.NextPaymentAttempt.ShouldBeNull();
        (await Get(fake, subscription)).Status.ShouldBe(status);
        Types(fake).Count(t => t == "invoice.payment_failed").ShouldBe(8);
        if (after == AfterRetries.Cancel)
        {
            (await Get(fake, subscription)).CancellationDetails.Reason.ShouldBe("payment_failed");
        }
    }

    [Fact]
    public async Task HardDecline_OfARenewal_IsCountedButNotChargedAgainUntilTheCardChanges()
    {
        await using var fake = await Fake.StartAsync();
        var customer = await fake.CustomerAsync();
        var subscription = await fake.SubscribeAsync(customer, await fake.PriceAsync());
        fake.Server.SetCardOutcome(customer.InvoiceSettings.DefaultPaymentMethodId, "lost_card");
        await fake.Server.AdvanceAsync(Day(3, 4), Fake.Stop);

        var invoice = await fake.V1.Invoices.GetAsync((await Get(fake, subscription)).LatestInvoiceId, cancellationToken: Fake.Stop);
        invoice.AttemptCount.ShouldBe(3);
        Types(fake).Count(t => t == "charge.failed").ShouldBe(1);

        var method = await fake.V1.PaymentMethods.AttachAsync("pm_card_mastercard", new PaymentMethodAttachOptions { Customer = customer.Id }, cancellationToken: Fake.Stop);
        await fake.V1.Customers.UpdateAsync(
            customer.Id, new CustomerUpdateOptions { InvoiceSettings = new CustomerInvoiceSettingsOptions { DefaultPaymentMethod = method.Id } }, cancellationToken: Fake.Stop);
        await fake.Server.AdvanceAsync(Day(3, 6), Fake.Stop);

        (await Get(fake, subscription)).Status.ShouldBe("active");
    }

    [Fact]
    public async Task Authentication_OnARenewal_AsksTheCustomer()
    {
        await using var fake = await Fake.StartAsync();
        var customer = await fake.CustomerAsync();
        await fake.SubscribeAsync(customer, await fake.PriceAsync());
        fake.Server.SetCardOutcome(customer.InvoiceSettings.DefaultPaymentMethodId, "authentication_required");

        await fake.Server.AdvanceAsync(Day(2, 28, 12), Fake.Stop);

        Types(fake).TakeLast(4).ShouldBe(["invoice.payment_failed", "invoice.payment_action_required", "customer.updated", "customer.subscription.updated"]);
    }

    [Fact]
    public async Task CancelAtPeriodEnd_ThenKept_GoesOnAndOtherwiseEnds()
    {
        await using var fake = await Fake.StartAsync();
        var subscription = await fake.SubscribeAsync(await fake.CustomerAsync(), await fake.PriceAsync());
        var planned = await Update(fake, subscription, new SubscriptionUpdateOptions { CancelAtPeriodEnd = true });
        planned.Status.ShouldBe("active");
        ((DateTime?)planned.CancelAt).ShouldBe(Day(2, 28).UtcDateTime);
        (await Update(fake, subscription, new SubscriptionUpdateOptions { CancelAtPeriodEnd = false })).CancelAt.ShouldBeNull();
        await Update(fake, subscription, new SubscriptionUpdateOptions { CancelAtPeriodEnd = true });

        await fake.Server.AdvanceAsync(Day(3, 1), Fake.Stop);

        var ended = await Get(fake, subscription);
        ended.Status.ShouldBe("canceled");
        ended.EndedAt.ShouldBe(Day(2, 28).UtcDateTime);
        Types(fake)[^1].ShouldBe("customer.subscription.deleted");
        (await fake.V1.Subscriptions.ListAsync(new SubscriptionListOptions { Customer = ended.CustomerId }, cancellationToken: Fake.Stop)).Data.ShouldBeEmpty();
        (await fake.V1.Subscriptions.ListAsync(new SubscriptionListOptions { Customer = ended.CustomerId, Status = "all" }, cancellationToken: Fake.Stop)).Data.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Pause_ThenResume_CutsThePeriodAndStartsANewOne()
    {
        await using var fake = await Fake.StartAsync();
        var subscription = await fake.SubscribeAsync(await fake.CustomerAsync(), await fake.PriceAsync());
        await fake.Server.AdvanceAsync(Day(2, 10), Fake.Stop);
        var paused = await fake.V1.Subscriptions.PauseAsync(subscription.Id, new SubscriptionPauseOptions { Type = "subscription" }, cancellationToken: Fake.Stop);
        paused.Status.ShouldBe("paused");
        paused.StatusDetails.Paused.Subscription.Type.ShouldBe("pause_requested");
        paused.Items.Data[0].CurrentPeriodEnd.ShouldBe(Day(2, 10).UtcDateTime);
        await fake.Server.AdvanceAsync(Day(4, 10), Fake.Stop);
        fake.Server.All("invoice").Count.ShouldBe(1);

        var resumed = await fake.V1.Subscriptions.ResumeAsync(subscription.Id, new SubscriptionResumeOptions(), cancellationToken: Fake.Stop);

        resumed.Status.ShouldBe("active");
        resumed.Items.Data[0].CurrentPeriodEnd.ShouldBe(Day(5, 10).UtcDateTime);
        Types(fake).ShouldContain("customer.subscription.paused");
        Types(fake)[^1].ShouldBe("customer.subscription.resumed");
    }

    [Fact]
    public async Task Upgrade_MidPeriod_ProratesOnTheNextInvoice()
    {
        await using var fake = await Fake.StartAsync();
        var subscription = await fake.SubscribeAsync(await fake.CustomerAsync(), await fake.PriceAsync(2800));
        var dearer = await fake.PriceAsync(5600);
        await fake.Server.AdvanceAsync(Day(2, 14), Fake.Stop);

        var updated = await Update(fake, subscription, Swap(subscription, dearer));
        updated.Items.Data[0].Price.Id.ShouldBe(dearer.Id);
        await fake.Server.AdvanceAsync(Day(2, 28, 12), Fake.Stop);

        // 14 of 28 days left: 1400 back, 2800 more, and the next month at 5600.
        var invoice = await fake.V1.Invoices.GetAsync((await Get(fake, subscription)).LatestInvoiceId, cancellationToken: Fake.Stop);
        invoice.Lines.Data.Select(l => l.Amount).ShouldBe([5600, -1400, 2800]);
        invoice.Lines.Data[1].Parent.InvoiceItemDetails.Proration.ShouldBeTrue();
        invoice.AmountPaid.ShouldBe(7000);
    }

    [Fact]
    public async Task PendingUpdate_OfADecliningCard_WaitsAndIsAppliedWhenPaid()
    {
        await using var fake = await Fake.StartAsync();
        var customer = await fake.CustomerAsync();
        var subscription = await fake.SubscribeAsync(customer, await fake.PriceAsync());
        var dearer = await fake.PriceAsync(9900);
        fake.Server.SetCardOutcome(customer.InvoiceSettings.DefaultPaymentMethodId, "insufficient_funds");
        var options = Swap(subscription, dearer);
        options.PaymentBehavior = "pending_if_incomplete";
        options.ProrationBehavior = "always_invoice";

        var waiting = await Update(fake, subscription, options);
        waiting.Status.ShouldBe("active");
        waiting.Items.Data[0].Price.UnitAmount.ShouldBe(2000);
        waiting.PendingUpdate.SubscriptionItems.Single().Price.Id.ShouldBe(dearer.Id);
        await fake.V1.Invoices.PayAsync(waiting.LatestInvoiceId, new InvoicePayOptions { PaymentMethod = "pm_card_mastercard" }, cancellationToken: Fake.Stop);

        var applied = await Get(fake, subscription);
        applied.PendingUpdate.ShouldBeNull();
        applied.Items.Data[0].Price.Id.ShouldBe(dearer.Id);
        Types(fake).ShouldContain("customer.subscription.pending_update_applied");
    }

    [Fact]
    public async Task PendingUpdate_NotPaidWithin23Hours_KeepsTheOldPlan()
    {
        await using var fake = await Fake.StartAsync();
        var customer = await fake.CustomerAsync();
        var subscription = await fake.SubscribeAsync(customer, await fake.PriceAsync());
        fake.Server.SetCardOutcome(customer.InvoiceSettings.DefaultPaymentMethodId, "insufficient_funds");
        var options = Swap(subscription, await fake.PriceAsync(9900));
        options.PaymentBehavior = "pending_if_incomplete";
        options.ProrationBehavior = "always_invoice";
        await Update(fake, subscription, options);

        await fake.Server.AdvanceAsync(TimeSpan.FromHours(24), Fake.Stop);

        (await Get(fake, subscription)).Items.Data[0].Price.UnitAmount.ShouldBe(2000);
        Types(fake)[^1].ShouldBe("customer.subscription.pending_update_expired");
    }

    [Fact]
    public async Task Interval_ThatChanges_StartsANewPeriodAndBillsAtOnce()
    {
        await using var fake = await Fake.StartAsync();
        var subscription = await fake.SubscribeAsync(await fake.CustomerAsync(), await fake.PriceAsync(2800));
        var yearly = await fake.PriceAsync(20000, "year");
        await fake.Server.AdvanceAsync(Day(2, 14), Fake.Stop);

        var updated = await Update(fake, subscription, Swap(subscription, yearly));

        updated.Items.Data[0].CurrentPeriodEnd.ShouldBe(new DateTime(2027, 2, 14, 10, 0, 0, DateTimeKind.Utc));
        (await fake.V1.Invoices.GetAsync(updated.LatestInvoiceId, cancellationToken: Fake.Stop)).AmountPaid.ShouldBe(20000 - 1400);
    }

    [Fact]
    public async Task PauseCollection_AsDraft_KeepsItActiveAndBillsNothing()
    {
        await using var fake = await Fake.StartAsync();
        var subscription = await fake.SubscribeAsync(await fake.CustomerAsync(), await fake.PriceAsync());
        await Update(fake, subscription, new SubscriptionUpdateOptions { PauseCollection = new SubscriptionPauseCollectionOptions { Behavior = "keep_as_draft" } });

        await fake.Server.AdvanceAsync(Day(3, 5), Fake.Stop);

        var shown = await Get(fake, subscription);
        shown.Status.ShouldBe("active");
        (await fake.V1.Invoices.GetAsync(shown.LatestInvoiceId, cancellationToken: Fake.Stop)).Status.ShouldBe("draft");
    }

    [Fact]
    public async Task SentInvoice_PastItsDueDate_MakesThePeriodPastDue()
    {
        await using var fake = await Fake.StartAsync();
        var subscription = await CreateAsync(fake, await fake.CustomerAsync(null), o =>
        {
            o.CollectionMethod = "send_invoice";
            o.DaysUntilDue = 7;
        });
        subscription.Status.ShouldBe("active");

        await fake.Server.AdvanceAsync(Fake.Start.AddDays(9), Fake.Stop);

        (await Get(fake, subscription)).Status.ShouldBe("past_due");
        Types(fake).ShouldContain("invoice.overdue");
        Types(fake).ShouldNotContain("invoice.payment_failed");
    }

    private static SubscriptionUpdateOptions Swap(Subscription subscription, Price price) => new()
    {
        Items = [new SubscriptionItemOptions { Id = subscription.Items.Data[0].Id, Price = price.Id }],
    };

    private static async Task<Subscription> CreateAsync(Fake fake, Customer customer, Action<SubscriptionCreateOptions> configure)
    {
        var options = new SubscriptionCreateOptions { Customer = customer.Id, Items = [new SubscriptionItemOptions { Price = (await fake.PriceAsync()).Id }] };
        configure(options);
        return await fake.V1.Subscriptions.CreateAsync(options, cancellationToken: Fake.Stop);
    }

    private static Task<Subscription> Get(Fake fake, Subscription subscription) => fake.V1.Subscriptions.GetAsync(subscription.Id, cancellationToken: Fake.Stop);

    private static Task<Subscription> Update(Fake fake, Subscription subscription, SubscriptionUpdateOptions options) =>
        fake.V1.Subscriptions.UpdateAsync(subscription.Id, options, cancellationToken: Fake.Stop);

    private static List<string> Types(Fake fake) => [.. fake.Server.All("event").Select(e => e["type"]!.ToString())];
}
