using System.Net;
using Shouldly;
using Stripe;
using Stripe.Billing;
using Stripe.Events;
using Xunit;

namespace Tollgate.StripeFake.Tests;

/// <summary>Meter events: what is refused, what is accepted and lost, what is billed.</summary>
public sealed class MeterTests
{
    [Fact]
    public async Task Usage_OfAMonth_IsBilledInGraduatedTiers()
    {
        await using var fake = await Fake.StartAsync();
        var meter = await MeterAsync(fake);
        var customer = await fake.CustomerAsync();
        var price = await TieredPriceAsync(fake, meter);
        var subscription = await fake.SubscribeAsync(customer, price);
        subscription.Status.ShouldBe("active");
        await SendAsync(fake, customer.Id, "900", "a");
        await fake.Server.AdvanceAsync(TimeSpan.FromDays(10), Fake.Stop);
        await SendAsync(fake, customer.Id, "600.5", "b");
        await fake.Server.AdvanceAsync(new DateTimeOffset(2026, 2, 28, 10, 30, 0, TimeSpan.Zero), Fake.Stop);

        // After the period, before the invoice is final: it still counts for the old period.
        await SendAsync(fake, customer.Id, "10", "c", new DateTime(2026, 2, 28, 9, 59, 59, DateTimeKind.Utc));
        await fake.Server.AdvanceAsync(TimeSpan.FromHours(2), Fake.Stop);

        var latest = (await fake.V1.Subscriptions.GetAsync(subscription.Id, cancellationToken: Fake.Stop)).LatestInvoiceId;
        var line = (await fake.V1.Invoices.GetAsync(latest, cancellationToken: Fake.Stop)).Lines.Data.Single();
        line.QuantityDecimal.ShouldBe(1510.5m);
        // 1,000 free, 510.5 at 0.25 cents.
        line.Amount.ShouldBe(128);
        line.Pricing.PriceDetails.PriceId.ShouldBe(price.Id);
        line.Parent.SubscriptionItemDetails.SubscriptionItem.ShouldBe(subscription.Items.Data[0].Id);
        (await fake.V1.Prices.GetAsync(price.Id, new PriceGetOptions { Expand = ["tiers"] }, cancellationToken: Fake.Stop)).Tiers[1].UnitAmountDecimal.ShouldBe(0.25m);
    }

    [Fact]
    public async Task Identifier_SentAgainWithinADay_Is400WithoutRetry()
    {
        await using var fake = await Fake.StartAsync();
        var meter = await MeterAsync(fake);
        var customer = await fake.CustomerAsync();
        await SendAsync(fake, customer.Id, "5", "same");

        var error = await Should.ThrowAsync<StripeException>(() => SendAsync(fake, customer.Id, "5", "same"));
        error.HttpStatusCode.ShouldBe(HttpStatusCode.BadRequest);
        error.StripeError.Type.ShouldBe("invalid_request_error");
        error.StripeError.Message.ShouldBe("An event already exists with identifier same.");
        error.StripeError.Code.ShouldBeNull();
        error.StripeResponse.Headers.GetValues("stripe-should-retry").ShouldBe(["false"]);
        (await TotalAsync(fake, meter, customer)).ShouldBe(5);

        await fake.Server.AdvanceAsync(TimeSpan.FromHours(25), Fake.Stop);
        await SendAsync(fake, customer.Id, "5", "same");
        (await TotalAsync(fake, meter, customer)).ShouldBe(10);
    }

    [Theory]
    [InlineData("1", -36 * 24 * 60, "timestamp_too_far_in_past")]
    [InlineData("1", 6, "timestamp_in_future")]
    [InlineData("1234567890.123456", 0, "meter_event_value_too_many_digits")]
    public async Task Event_OutsideTheLimits_IsRefused(string value, int minutes, string code)
    {
        await using var fake = await Fake.StartAsync();
        await MeterAsync(fake);
        var customer = await fake.CustomerAsync();
        var error = await Should.ThrowAsync<StripeException>(() => SendAsync(fake, customer.Id, value, "x", Fake.Start.UtcDateTime.AddMinutes(minutes)));
        error.StripeError.Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("requests", "cus_none", "1", "meter_event_customer_not_found")]
    [InlineData("requests", "", "many", "meter_event_invalid_value")]
    [InlineData("nothing", "", "1", "no_meter")]
    public async Task Event_ThatIsWrongInside_IsAcceptedAndReportedThinly(string name, string customerId, string value, string code)
    {
        await using var fake = await Fake.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        var webhook = fake.Server.Webhooks.AddThin(receiver.Url);
        var meter = await MeterAsync(fake);
        var customer = await fake.CustomerAsync();
        await fake.V1.Billing.MeterEvents.CreateAsync(
            new MeterEventCreateOptions { EventName = name, Identifier = "i1", Payload = new() { ["stripe_customer_id"] = customerId.Length > 0 ? customerId : customer.Id, ["value"] = value } },
            new RequestOptions { IdempotencyKey = "i1" },
            Fake.Stop);
        await fake.Server.SettleAsync(Fake.Stop);

        (await TotalAsync(fake, meter, customer)).ShouldBe(0);
        var (body, signature) = receiver.Received.ShouldHaveSingleItem();
        var notification = fake.Client.ParseEventNotification(body, signature, webhook.Secret);
        if (notification is V1BillingMeterErrorReportTriggeredEventNotification report)
        {
            var full = await report.FetchEventAsync();
            full.Data.Reason.ErrorTypes.Single().Code.ShouldBe(code);
            full.Data.Reason.ErrorTypes.Single().SampleErrors.Single().Request.Identifier.ShouldBe("i1");
            (await report.FetchRelatedObjectAsync()).Id.ShouldBe(meter.Id);
        }
        else
        {
            var none = notification.ShouldBeOfType<V1BillingMeterNoMeterFoundEventNotification>();
            (await none.FetchEventAsync()).Data.Reason.ErrorTypes.Single().Code.ShouldBe(code);
        }
    }

    [Fact]
    public async Task Calls_ForOneCustomerAndMeterAtOnce_GetALockTimeout()
    {
        await using var fake = await Fake.StartAsync(o => o.MeterEventLatency = TimeSpan.FromSeconds(1));
        await MeterAsync(fake);
        var (one, other) = (await fake.CustomerAsync(), await fake.CustomerAsync());
        Task[] calls = [SendAsync(fake, one.Id, "1", "a"), SendAsync(fake, one.Id, "1", "b"), SendAsync(fake, other.Id, "1", "c")];
        await Task.WhenAll(calls).ContinueWith(_ => { }, Fake.Stop, TaskContinuationOptions.None, TaskScheduler.Default);

        var failed = calls.Where(c => c.IsFaulted).ShouldHaveSingleItem();
        var error = failed.Exception!.InnerException.ShouldBeOfType<StripeException>();
        error.HttpStatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        error.StripeError.Code.ShouldBe("lock_timeout");
    }

    [Fact]
    public async Task Adjustment_WithinADay_TakesTheEventBack()
    {
        await using var fake = await Fake.StartAsync();
        var meter = await MeterAsync(fake);
        var customer = await fake.CustomerAsync();
        await SendAsync(fake, customer.Id, "5", "a");
        await SendAsync(fake, customer.Id, "7", "b");
        Task<MeterEventAdjustment> Cancel(string id) => fake.V1.Billing.MeterEventAdjustments.CreateAsync(
            new MeterEventAdjustmentCreateOptions { EventName = "requests", Type = "cancel", Cancel = new MeterEventAdjustmentCancelOptions { Identifier = id } }, cancellationToken: Fake.Stop);

        (await Cancel("a")).Status.ShouldBe("pending");
        (await TotalAsync(fake, meter, customer)).ShouldBe(7);
        await fake.Server.AdvanceAsync(TimeSpan.FromHours(25), Fake.Stop);
        await Should.ThrowAsync<StripeException>(() => Cancel("b"));
    }

    [Fact]
    public async Task Summaries_ByHour_ShowEachHourOnce()
    {
        await using var fake = await Fake.StartAsync();
        var meter = await MeterAsync(fake);
        var customer = await fake.CustomerAsync();
        await SendAsync(fake, customer.Id, "5", "a", Fake.Start.UtcDateTime.AddMinutes(-30));
        await SendAsync(fake, customer.Id, "6", "b", Fake.Start.UtcDateTime.AddMinutes(-40));
        await SendAsync(fake, customer.Id, "7", "c", Fake.Start.UtcDateTime.AddMinutes(-90));
        var options = new MeterEventSummaryListOptions { Customer = customer.Id, StartTime = Fake.Start.UtcDateTime.AddHours(-5), EndTime = Fake.Start.UtcDateTime, ValueGroupingWindow = "hour" };

        var hours = await fake.V1.Billing.Meters.EventSummaries.ListAsync(meter.Id, options, cancellationToken: Fake.Stop);

        hours.Data.Select(h => (h.StartTime.Hour, h.AggregatedValue)).ShouldBe([(9, 11m), (8, 7m)]);
        options.StartTime = Fake.Start.UtcDateTime.AddSeconds(-61);
        options.ValueGroupingWindow = null;
        await Should.ThrowAsync<StripeException>(() => fake.V1.Billing.Meters.EventSummaries.ListAsync(meter.Id, options, cancellationToken: Fake.Stop));
    }

    [Fact]
    public async Task HourlyMeter_SentTheSameHourAgain_KeepsTheNewestOnly()
    {
        await using var fake = await Fake.StartAsync();
        var meter = await MeterAsync(fake, "hour");
        var customer = await fake.CustomerAsync();
        await SendAsync(fake, customer.Id, "5", "a", Fake.Start.UtcDateTime.AddMinutes(-10));
        await SendAsync(fake, customer.Id, "8", "b", Fake.Start.UtcDateTime.AddMinutes(-9));
        await SendAsync(fake, customer.Id, "1", "c", Fake.Start.UtcDateTime.AddMinutes(-90));

        (await TotalAsync(fake, meter, customer)).ShouldBe(9);
    }

    [Fact]
    public async Task Meter_Deactivated_TakesNoMoreEvents()
    {
        await using var fake = await Fake.StartAsync();
        var meter = await MeterAsync(fake);
        var customer = await fake.CustomerAsync();
        (await fake.V1.Billing.Meters.DeactivateAsync(meter.Id, cancellationToken: Fake.Stop)).Status.ShouldBe("inactive");
        await SendAsync(fake, customer.Id, "5", "a");
        (await fake.V1.Billing.Meters.ReactivateAsync(meter.Id, cancellationToken: Fake.Stop)).Status.ShouldBe("active");
        await SendAsync(fake, customer.Id, "6", "b");

        (await TotalAsync(fake, meter, customer)).ShouldBe(6);
        fake.Server.All("v2.core.event").Single()["data"]!["reason"]!["error_types"]![0]!["code"]!.ToString().ShouldBe("archived_meter");
    }

    [Fact]
    public async Task Stream_OfASession_CountsAndDropsRepeats()
    {
        await using var fake = await Fake.StartAsync();
        var meter = await MeterAsync(fake);
        var customer = await fake.CustomerAsync();
        var session = await fake.Client.V2.Billing.MeterEventSession.CreateAsync(new Stripe.V2.Billing.MeterEventSessionCreateOptions(), cancellationToken: Fake.Stop);
        var stream = new StripeClient(new StripeClientOptions
        {
            ApiKey = session.AuthenticationToken,
            ApiBase = fake.Server.Address.ToString().TrimEnd('/'),
            MeterEventsBase = fake.Server.Address.ToString().TrimEnd('/'),
            HttpClient = new SystemNetHttpClient(maxNetworkRetries: 0, enableTelemetry: false),
        });
        Stripe.V2.Billing.MeterEventStreamCreateEventOptions Event(string id) => new()
        {
            EventName = "requests",
            Identifier = id,
            Payload = new() { ["stripe_customer_id"] = customer.Id, ["value"] = "4" },
            Timestamp = Fake.Start.UtcDateTime.AddMinutes(-2),
        };

        await stream.V2.Billing.MeterEventStream.CreateAsync(new Stripe.V2.Billing.MeterEventStreamCreateOptions { Events = [Event("a"), Event("b"), Event("a")] }, cancellationToken: Fake.Stop);

        (await TotalAsync(fake, meter, customer)).ShouldBe(8);
    }

    private static Task<Meter> MeterAsync(Fake fake, string? window = null) => fake.V1.Billing.Meters.CreateAsync(
        new MeterCreateOptions
        {
            DisplayName = "Requests",
            EventName = "requests",
            DefaultAggregation = new MeterDefaultAggregationOptions { Formula = "sum" },
            EventTimeWindow = window,
        },
        cancellationToken: Fake.Stop);

    private static Task<Price> TieredPriceAsync(Fake fake, Meter meter) => fake.V1.Prices.CreateAsync(
        new PriceCreateOptions
        {
            Currency = "usd",
            ProductData = new PriceProductDataOptions { Name = "Requests" },
            BillingScheme = "tiered",
            TiersMode = "graduated",
            Recurring = new PriceRecurringOptions { Interval = "month", UsageType = "metered", Meter = meter.Id },
            Tiers = [new PriceTierOptions { UpTo = 1000, UnitAmount = 0 }, new PriceTierOptions { UpTo = PriceTierUpTo.Inf, UnitAmountDecimal = 0.25m }],
        },
        cancellationToken: Fake.Stop);

    private static Task<MeterEvent> SendAsync(Fake fake, string customer, string value, string identifier, DateTime? at = null)
    {
        var options = new MeterEventCreateOptions { EventName = "requests", Identifier = identifier, Payload = new() { ["stripe_customer_id"] = customer, ["value"] = value } };
        if (at is { } time)
        {
            options.Timestamp = time;
        }

        return fake.V1.Billing.MeterEvents.CreateAsync(options, cancellationToken: Fake.Stop);
    }

    private static async Task<decimal> TotalAsync(Fake fake, Meter meter, Customer customer)
    {
        var summaries = await fake.V1.Billing.Meters.EventSummaries.ListAsync(
            meter.Id,
            new MeterEventSummaryListOptions { Customer = customer.Id, StartTime = Fake.Start.UtcDateTime.AddDays(-1), EndTime = Fake.Start.UtcDateTime.AddDays(3) },
            cancellationToken: Fake.Stop);
        return summaries.Data.Single().AggregatedValue;
    }
}
