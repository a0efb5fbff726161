using Shouldly;
using Stripe;
using Xunit;

namespace Tollgate.StripeFake.Tests;

/// <summary>The shortest way through: a customer subscribes, pays, and a signed event tells.</summary>
public sealed class FirstPathTests
{
    [Fact]
    public async Task Subscription_OfAPayingCustomer_IsActiveAndItsWebhookVerifies()
    {
        await using var fake = await Fake.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        var webhook = fake.Server.Webhooks.Add(receiver.Url, ["customer.subscription.*", "invoice.*"]);

        var subscription = await fake.SubscribeAsync(await fake.CustomerAsync(), await fake.PriceAsync());
        await fake.Server.SettleAsync(Fake.Stop);

        subscription.Status.ShouldBe("active");
        subscription.Items.Data[0].CurrentPeriodStart.ShouldBe(Fake.Start.UtcDateTime);
        subscription.Items.Data[0].CurrentPeriodEnd.ShouldBe(new DateTime(2026, 2, 28, 10, 0, 0, DateTimeKind.Utc));
        var invoice = await fake.V1.Invoices.GetAsync(subscription.LatestInvoiceId, cancellationToken: Fake.Stop);
        invoice.Status.ShouldBe("paid");
        invoice.AmountPaid.ShouldBe(2000);
        invoice.Parent.SubscriptionDetails.SubscriptionId.ShouldBe(subscription.Id);
        receiver.Types().ShouldBe([
            "customer.subscription.created", "invoice.created", "invoice.finalized", "invoice.updated", "invoice.paid",
            "invoice.payment_succeeded", "customer.subscription.updated"]);
        foreach (var (body, signature) in receiver.Received)
        {
            EventUtility.ConstructEvent(body, signature, webhook.Secret).Data.Object.ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Renewal_OfASubscription_FollowsStripesOrder()
    {
        await using var fake = await Fake.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        var subscription = await fake.SubscribeAsync(await fake.CustomerAsync(), await fake.PriceAsync());
        await fake.Server.SettleAsync(Fake.Stop);
        fake.Server.Webhooks.Add(receiver.Url, ["customer.subscription.*", "invoice.*"]);

        await fake.Server.AdvanceAsync(new DateTimeOffset(2026, 2, 28, 12, 0, 0, TimeSpan.Zero), Fake.Stop);

        receiver.Types().ShouldBe([
            "invoice.upcoming", "invoice.created", "customer.subscription.updated", "invoice.finalized", "invoice.updated", "invoice.paid", "invoice.payment_succeeded"]);
        var renewed = await fake.V1.Subscriptions.GetAsync(subscription.Id, cancellationToken: Fake.Stop);
        renewed.Items.Data[0].CurrentPeriodEnd.ShouldBe(new DateTime(2026, 3, 31, 10, 0, 0, DateTimeKind.Utc));
        var invoice = await fake.V1.Invoices.GetAsync(renewed.LatestInvoiceId, cancellationToken: Fake.Stop);
        invoice.StatusTransitions.FinalizedAt.ShouldBe(new DateTime(2026, 2, 28, 11, 0, 0, DateTimeKind.Utc));
    }
}
