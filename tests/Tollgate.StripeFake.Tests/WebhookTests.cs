using Shouldly;
using Stripe;
using Xunit;

namespace Tollgate.StripeFake.Tests;

/// <summary>Deliveries: signed, repeated, and wrong in every way that real ones are.</summary>
public sealed class WebhookTests
{
    [Fact]
    public async Task Endpoint_MadeThroughTheApi_GetsItsTypesWithItsVersion()
    {
        await using var fake = await Fake.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        var endpoint = await fake.V1.WebhookEndpoints.CreateAsync(
            new WebhookEndpointCreateOptions { Url = receiver.Url.ToString(), EnabledEvents = ["product.created"], ApiVersion = "2026-09-30.endive" }, cancellationToken: Fake.Stop);
        await fake.PriceAsync();
        await fake.Server.SettleAsync(Fake.Stop);

        var (body, signature) = receiver.Received.ShouldHaveSingleItem();
        EventUtility.ConstructEvent(body, signature, endpoint.Secret).ApiVersion.ShouldBe("2026-09-30.endive");
        Should.Throw<StripeException>(() => EventUtility.ValidateSignature(body, signature, "whsec_wrong"));
        (await fake.V1.WebhookEndpoints.GetAsync(endpoint.Id, cancellationToken: Fake.Stop)).Secret.ShouldBeNull();
    }

    [Fact]
    public async Task Secret_BeingRolled_SignsWithBoth()
    {
        await using var fake = await Fake.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        var webhook = fake.Server.Webhooks.Add(receiver.Url, ["customer.created"]);
        var second = fake.Server.Webhooks.RollSecret(webhook.Id);
        await fake.CustomerAsync();
        await fake.Server.AdvanceAsync(TimeSpan.FromHours(25), Fake.Stop);
        await fake.CustomerAsync();
        await fake.Server.SettleAsync(Fake.Stop);

        var (first, later) = (receiver.Received.First(), receiver.Received.Last());
        EventUtility.ValidateSignature(first.Body, first.Signature, webhook.Secret);
        EventUtility.ValidateSignature(first.Body, first.Signature, second);
        EventUtility.ValidateSignature(later.Body, later.Signature, second);
        Should.Throw<StripeException>(() => EventUtility.ValidateSignature(later.Body, later.Signature, webhook.Secret));
    }

    [Fact]
    public async Task Delivery_ThatIsRefused_IsRepeatedAndListedAsUndelivered()
    {
        await using var fake = await Fake.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        fake.Server.Webhooks.Add(receiver.Url, ["customer.created"]);
        receiver.Answer = _ => 500;
        await fake.CustomerAsync();
        await fake.Server.SettleAsync(Fake.Stop);
        Task<StripeList<Event>> List(bool delivered) => fake.V1.Events.ListAsync(new EventListOptions { Type = "customer.created", DeliverySuccess = delivered }, cancellationToken: Fake.Stop);
        (await List(false)).Data.Single().PendingWebhooks.ShouldBe(1);

        await fake.Server.AdvanceAsync(TimeSpan.FromMinutes(2), Fake.Stop);
        receiver.Received.Count.ShouldBe(2);
        receiver.Answer = _ => 200;
        await fake.Server.AdvanceAsync(TimeSpan.FromMinutes(5), Fake.Stop);

        receiver.Received.Count.ShouldBe(3);
        receiver.Received.Select(r => r.Body).Distinct().Count().ShouldBe(1);
        (await List(true)).Data.Single().PendingWebhooks.ShouldBe(0);
    }

    [Fact]
    public async Task Deliveries_HeldDroppedTwiceAndShuffled_ArriveSo()
    {
        await using var fake = await Fake.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        fake.Server.Webhooks.Add(receiver.Url);
        fake.Server.Webhooks.Hold();
        fake.Server.Webhooks.SetCopies(2);
        fake.Server.Webhooks.Shuffle(7);
        fake.Server.Webhooks.Drop("invoice.paid");
        await fake.SubscribeAsync(await fake.CustomerAsync(), await fake.PriceAsync());
        await fake.Server.SettleAsync(Fake.Stop);
        receiver.Received.ShouldBeEmpty();

        await fake.Server.Webhooks.ReleaseAsync(Fake.Stop);

        var happened = fake.Server.All("event").Select(e => e["type"]!.ToString()).ToList();
        var expected = happened.Where(t => t != "invoice.paid").ToList();
        receiver.Types().Count.ShouldBe(expected.Count * 2);
        receiver.Types().ShouldBe(expected.Concat(expected), ignoreOrder: true);
        receiver.Types().Distinct().ShouldNotBe(expected.Distinct());
        var undelivered = await fake.V1.Events.ListAsync(new EventListOptions { DeliverySuccess = false }, cancellationToken: Fake.Stop);
        undelivered.Data.Select(e => e.Type).ShouldBe(["invoice.paid"]);

        fake.Server.Webhooks.DropNothing();
        fake.Server.Webhooks.SetCopies(1);
        await fake.Server.Webhooks.ResendAsync(undelivered.Data[0].Id, Fake.Stop);
        receiver.Types()[^1].ShouldBe("invoice.paid");
    }

    [Fact]
    public async Task InvoiceCreated_ThatIsRefused_HoldsTheInvoiceBackFor72Hours()
    {
        await using var fake = await Fake.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        var subscription = await fake.SubscribeAsync(await fake.CustomerAsync(), await fake.PriceAsync());
        fake.Server.Webhooks.Add(receiver.Url, ["invoice.created"]);
        receiver.Answer = _ => 400;
        var renewal = new DateTimeOffset(2026, 2, 28, 10, 0, 0, TimeSpan.Zero);

        await fake.Server.AdvanceAsync(renewal.AddHours(71), Fake.Stop);
        var latest = (await fake.V1.Subscriptions.GetAsync(subscription.Id, cancellationToken: Fake.Stop)).LatestInvoiceId;
        (await fake.V1.Invoices.GetAsync(latest, cancellationToken: Fake.Stop)).Status.ShouldBe("draft");
        await fake.Server.AdvanceAsync(renewal.AddHours(73), Fake.Stop);

        (await fake.V1.Invoices.GetAsync(latest, cancellationToken: Fake.Stop)).StatusTransitions.FinalizedAt.ShouldBe(renewal.AddHours(72).UtcDateTime);
    }

    [Fact]
    public async Task Upcoming_BeforeARenewal_HasNoId()
    {
        await using var fake = await Fake.StartAsync();
        await fake.SubscribeAsync(await fake.CustomerAsync(), await fake.PriceAsync());
        await fake.Server.AdvanceAsync(new DateTimeOffset(2026, 2, 22, 0, 0, 0, TimeSpan.Zero), Fake.Stop);

        var upcoming = (Invoice)(await fake.V1.Events.ListAsync(new EventListOptions { Type = "invoice.upcoming" }, cancellationToken: Fake.Stop)).Data.Single().Data.Object;
        upcoming.Id.ShouldBeNull();
        upcoming.AmountDue.ShouldBe(2000);
        upcoming.BillingReason.ShouldBe("upcoming");
    }

    [Fact]
    public async Task Events_OlderThan30Days_AreGone()
    {
        await using var fake = await Fake.StartAsync();
        await fake.CustomerAsync();
        await fake.Server.AdvanceAsync(TimeSpan.FromDays(31), Fake.Stop);
        (await fake.V1.Events.ListAsync(null, cancellationToken: Fake.Stop)).Data.ShouldBeEmpty();
    }
}
