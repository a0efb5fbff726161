using System.Text.Json.Nodes;
using Shouldly;
using Tollgate.Billing;
using Tollgate.Entitling;
using Tollgate.Testing;
using Xunit;

namespace Tollgate.Stripe.Tests;

/// <summary>Real payloads of three API generations: what each is understood as.</summary>
public sealed class PayloadTests
{
    private const string Sub = "sub_000000000000000000000000";
    private const string In = "in_000000000000000000000000";
    private const string Cus = "cus_00000000000000";

    [Theory]
    [InlineData("stripe-ruby-mock/customer.subscription.created", ProviderEventKind.Subscription, Sub, Sub, Cus)]
    [InlineData("stripe-ruby-mock/customer.subscription.updated", ProviderEventKind.Subscription, Sub, Sub, Cus)]
    [InlineData("stripe-ruby-mock/customer.subscription.deleted", ProviderEventKind.Subscription, Sub, Sub, Cus)]
    [InlineData("stripe-ruby-mock/customer.subscription.trial_will_end", ProviderEventKind.Subscription, "su_00000000000000", "su_00000000000000", Cus)]
    [InlineData("stripe-ruby-mock/invoice.created", ProviderEventKind.Ignored, In, Sub, Cus)]
    [InlineData("stripe-ruby-mock/invoice.updated", ProviderEventKind.Invoice, In, Sub, Cus)]
    [InlineData("stripe-ruby-mock/invoice.finalized", ProviderEventKind.Invoice, In, null, Cus)]
    [InlineData("stripe-ruby-mock/invoice.paid", ProviderEventKind.Invoice, In, null, Cus)]
    [InlineData("stripe-ruby-mock/invoice.payment_failed", ProviderEventKind.Invoice, In, null, Cus)]
    [InlineData("stripe-ruby-mock/invoice.payment_action_required", ProviderEventKind.Invoice, In, null, Cus)]
    [InlineData("stripe-ruby-mock/invoice.payment_succeeded", ProviderEventKind.Ignored, In, null, Cus)]
    [InlineData("stripe-ruby-mock/invoice.upcoming", ProviderEventKind.Upcoming, null, "sub_00000000000000", Cus)]
    [InlineData("stripe-ruby-mock/customer.created", ProviderEventKind.Customer, Cus, null, Cus)]
    [InlineData("stripe-ruby-mock/customer.updated", ProviderEventKind.Customer, Cus, null, Cus)]
    [InlineData("stripe-ruby-mock/customer.deleted", ProviderEventKind.Customer, Cus, null, Cus)]
    [InlineData("stripe-ruby-mock/payment_intent.payment_failed", ProviderEventKind.Ignored, "pi_000000000000000000000000", null, null)]
    [InlineData("stripe-ruby-mock/payment_intent.requires_action", ProviderEventKind.Ignored, "pi_000000000000000000000000", null, Cus)]
    [InlineData("stripe-ruby-mock/payment_intent.succeeded", ProviderEventKind.Ignored, "pi_000000000000000000000000", null, null)]
    [InlineData("stripe-ruby-mock/subscription_schedule.released", ProviderEventKind.Ignored, "sub_sched_000000000000000000000000", null, Cus)]
    [InlineData("stripe-ruby-mock/subscription_schedule.updated", ProviderEventKind.Ignored, "sub_sched_000000000000000000000000", Sub, Cus)]
    [InlineData("stripe-dotnet/customer_updated", ProviderEventKind.Customer, "cus_DjL8lObxrWj04W", null, "cus_DjL8lObxrWj04W")]
    [InlineData("stripe-dotnet/event_pre_2017-05-25", ProviderEventKind.Ignored, null, null, null)]
    [InlineData("stripe-dotnet/event_test_signature", ProviderEventKind.Customer, "cus_123", null, "cus_123")]
    [InlineData("stripe-dotnet/event_unknown_object", ProviderEventKind.Ignored, null, null, null)]
    [InlineData("pay/subscription.created", ProviderEventKind.Subscription, "*", "*", "*")]
    [InlineData("pay/subscription.updated", ProviderEventKind.Subscription, "*", "*", "*")]
    [InlineData("pay/subscription.deleted", ProviderEventKind.Subscription, "*", "*", "*")]
    [InlineData("pay/subscription.trial_ended", ProviderEventKind.Subscription, "*", "*", "*")]
    [InlineData("pay/subscription.trial_will_end", ProviderEventKind.Subscription, "*", "*", "*")]
    [InlineData("pay/invoice.payment_failed", ProviderEventKind.Invoice, "*", "*", "*")]
    [InlineData("pay/invoice.payment_action_required", ProviderEventKind.Invoice, "in_1234", "sub_1234", "cus_1234")]
    [InlineData("pay/payment_method.updated", ProviderEventKind.Customer, "*", null, "*")]
    [InlineData("pay/checkout.session.completed", ProviderEventKind.Checkout, "cs_test_a1UejXx8ebIdTzFolicVypUAZpOBVkoQKDbaarXoPlPVtj8p0zujPEEhjT", "sub_1LNkeSKXBGcbgpbZ7jMqOPSi", "cus_M5wW9RPFk9xNZ5")]
    public void Payload_Real_IsUnderstood(string file, ProviderEventKind kind, string? thing, string? subscription, string? customer)
    {
        var told = Read(file);

        told.Kind.ShouldBe(kind);
        (told.IgnoredBecause is null).ShouldBe(kind != ProviderEventKind.Ignored);
        told.Reference.ShouldNotBeNullOrEmpty();
        Matches(told.ObjectReference, thing);
        Matches(told.SubscriptionReference, subscription);
        Matches(told.CustomerReference, customer);
        told.WorkKey.ShouldBe(told.SubscriptionReference ?? told.CustomerReference ?? told.ObjectReference ?? told.Reference);
        NoDateIsOf1970(told);
    }

    [Fact]
    public void Files_All_AreUnderstoodWithoutADateIn1970()
    {
        var files = Directory.GetFiles(RealData.PathOf("stripe"), "*.json", SearchOption.AllDirectories).Where(f => !f.EndsWith("fixtures3.json", StringComparison.Ordinal)).ToList();
        files.Count.ShouldBeGreaterThan(35);

        foreach (var file in files)
        {
            var told = StripeEventReader.Read(WithType(file));
            told.Type.ShouldNotBe("unreadable", file);
            NoDateIsOf1970(told);
        }
    }

    [Theory]
    [InlineData("stripe-ruby-mock/customer.subscription.created", SubscriptionStatus.Active, 1648320110, 1650998510)]
    [InlineData("stripe-ruby-mock/customer.subscription.deleted", SubscriptionStatus.Canceled, 0, 0)]
    [InlineData("stripe-ruby-mock/customer.subscription.trial_will_end", SubscriptionStatus.Trialing, 0, 0)]
    public void Subscription_OfAnOldVersion_HasItsPeriod(string file, SubscriptionStatus status, long start, long end)
    {
        var subscription = Read(file).Subscription.ShouldNotBeNull();

        subscription.Status.ShouldBe(status);
        subscription.Items.Count.ShouldBeGreaterThan(0);
        var item = subscription.Items[0];
        (item.PeriodStart, item.PeriodEnd).ShouldSatisfyAllConditions(p => p.PeriodStart.ShouldNotBeNull(), p => p.PeriodEnd.ShouldNotBeNull());
        if (start > 0)
        {
            (item.PeriodStart!.Value.ToUnixTimeSeconds(), item.PeriodEnd!.Value.ToUnixTimeSeconds()).ShouldBe((start, end));
        }
    }

    [Fact]
    public void Subscription_OfBasil_HasThePeriodOfItsItem()
    {
        var subscription = StripeShapes.Subscription(Json("""
            {"id":"sub_1","customer":{"id":"cus_1"},"status":"past_due","livemode":true,"cancel_at_period_end":true,"metadata":{"tollgate_user":"42"},"created":1700000000,
             "items":{"data":[{"price":{"id":"price_1","recurring":{"meter":"mtr_1"}},"current_period_start":1700000000,"current_period_end":1702592000},
                              {"price":"price_2","quantity":7,"current_period_start":1700000000,"current_period_end":1731536000}]},
             "latest_invoice":{"id":"in_1","status":"open","amount_due":500,"amount_remaining":200,"attempt_count":2,"currency":"EUR",
               "parent":{"subscription_details":{"subscription":"sub_1"}},
               "payments":{"data":[{"payment":{"payment_intent":{"created":1,"status":"requires_action"}}},
                                   {"payment":{"payment_intent":{"created":2,"status":"requires_payment_method","last_payment_error":{"decline_code":"lost_card"}}}}]}}}
            """)).ShouldNotBeNull();

        subscription.ShouldSatisfyAllConditions(
            s => s.CustomerReference.ShouldBe("cus_1"),
            s => s.IsLive.ShouldBeTrue(),
            s => s.Items.ShouldBe([new ProviderItem("price_1", 1, "mtr_1", At(1700000000), At(1702592000)), new ProviderItem("price_2", 7, null, At(1700000000), At(1731536000))]),
            s => s.CancelsAt.ShouldBe(At(1731536000)),
            s => TollgateUser.In(s.Metadata).ShouldBe(42));
        subscription.LatestInvoice.ShouldNotBeNull().ShouldSatisfyAllConditions(
            i => i.AmountRemaining.ShouldBe(200), i => i.Currency.ShouldBe("eur"), i => i.SubscriptionReference.ShouldBe("sub_1"),
            i => i.DeclineCode.ShouldBe("lost_card"), i => i.IsActionRequired.ShouldBe(false), i => i.Attempts.ShouldBe(2));
    }

    [Theory]
    [InlineData("""{"status":"canceled","cancellation_details":{"reason":"payment_failed"}}""", SubscriptionStatus.Canceled, true)]
    [InlineData("""{"status":"canceled","cancellation_details":{"reason":"cancellation_requested"}}""", SubscriptionStatus.Canceled, false)]
    [InlineData("""{"status":"paused","status_details":{"paused":{"subscription":{"type":"final_payment_failure"}}}}""", SubscriptionStatus.Paused, true)]
    [InlineData("""{"status":"paused","status_details":{"paused":{"subscription":{"type":"pause_requested"}}}}""", SubscriptionStatus.Paused, false)]
    [InlineData("""{"status":"unpaid"}""", SubscriptionStatus.Unpaid, false)]
    [InlineData("""{"status":"incomplete"}""", SubscriptionStatus.Incomplete, false)]
    [InlineData("""{"status":"incomplete_expired"}""", SubscriptionStatus.IncompleteExpired, false)]
    [InlineData("""{"status":"hibernating"}""", SubscriptionStatus.Unknown, false)]
    [InlineData("""{}""", SubscriptionStatus.Unknown, false)]
    public void Status_Any_IsKnownOrUnknown(string json, SubscriptionStatus status, bool byFailure)
    {
        var node = JsonNode.Parse(json)!.AsObject();
        (node["id"], node["customer"]) = ("sub_1", "cus_1");

        var subscription = StripeShapes.Subscription(Json(node.ToJsonString())).ShouldNotBeNull();

        (subscription.Status, subscription.EndedByFailure).ShouldBe((status, byFailure));
        subscription.ProviderStatus.ShouldBe(node["status"]?.ToString() ?? "unknown");
    }

    [Fact]
    public void MeterErrors_OfThinEvents_NameTheIdentifiers()
    {
        var report = StripeEventReader.Read(File.ReadAllText(RealData.PathOf("stripe/stripe-docs/v1.billing.meter.error_report_triggered.json")));
        var missing = StripeEventReader.Read(File.ReadAllText(RealData.PathOf("stripe/stripe-docs/v1.billing.meter.no_meter_found.json")));

        (report.Kind, report.OccurredAt).ShouldBe((ProviderEventKind.MeterErrors, new DateTimeOffset(2024, 8, 28, 20, 54, 12, 51, TimeSpan.Zero)));
        report.MeterErrors.ShouldBe([new MeterError("37c741d8-1f7e-4adc-af16-afdca1d73b37", "meter_event_no_customer_defined", "Customer mapping key stripe_customer_id not found in payload.")]);
        missing.MeterErrors.ShouldHaveSingleItem().ShouldSatisfyAllConditions(e => e.Identifier.ShouldBe("df5d4002-515b-4090-8fe2-a1b1f6f5b945"), e => e.Code.ShouldBe("no_meter"));
    }

    [Fact]
    public void PaymentFailure_OfBasil_HasAttemptAndSubscription()
    {
        var told = Read("pay/invoice.payment_failed");

        told.IsPaymentFailure.ShouldBeTrue();
        told.Invoice.ShouldNotBeNull().ShouldSatisfyAllConditions(
            i => i.Attempts.ShouldBe(1), i => i.Status.ShouldBe(InvoiceStatus.Open), i => i.SubscriptionReference.ShouldBe(told.SubscriptionReference), i => i.NextAttemptAt.ShouldNotBeNull());
        Read("pay/invoice.payment_action_required").ShouldSatisfyAllConditions(t => t.IsActionRequired.ShouldBeTrue(), t => t.Invoice!.Attempts.ShouldBe(0));
    }

    [Fact]
    public void PaymentMethod_Detached_NamesItsCustomerAmongThePreviousAttributes()
    {
        var told = StripeEventReader.Read("""{"id":"evt_1","type":"payment_method.detached","data":{"object":{"id":"pm_1","customer":null},"previous_attributes":{"customer":"cus_1"}}}""");

        (told.Kind, told.CustomerReference).ShouldBe((ProviderEventKind.Customer, "cus_1"));
    }

    private static void NoDateIsOf1970(ProviderEvent told)
    {
        DateTimeOffset?[] dates =
        [
            told.OccurredAt, told.Subscription?.TrialEndsAt, told.Subscription?.CancelsAt, told.Subscription?.EndedAt,
            .. told.Subscription?.Items.SelectMany(i => new[] { i.PeriodStart, i.PeriodEnd }) ?? [],
            told.Invoice?.DueAt, told.Invoice?.NextAttemptAt, told.Invoice?.ClosedAt,
        ];
        dates.ShouldAllBe(d => d == null || d.Value.Year > 2000);
    }

    private static void Matches(string? value, string? expected)
    {
        if (expected == "*")
        {
            value.ShouldNotBeNullOrEmpty();
        }
        else
        {
            value.ShouldBe(expected);
        }
    }

    private static ProviderEvent Read(string file) => StripeEventReader.Read(WithType(RealData.PathOf($"stripe/{file}.json")));

    /// <summary>Some recordings are an event's data only: the file's name says which event it was.</summary>
    private static string WithType(string path)
    {
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        if (json["type"]?.GetValueKind() == System.Text.Json.JsonValueKind.String)
        {
            return json.ToJsonString();
        }

        var name = Path.GetFileNameWithoutExtension(path);
        var type = name.StartsWith("subscription.", StringComparison.Ordinal) ? $"customer.{name}" : name;
        var data = json["object"] is JsonObject ? json : new JsonObject { ["object"] = json.DeepClone() };
        return new JsonObject { ["type"] = type.Replace("trial_ended", "updated", StringComparison.Ordinal), ["data"] = data.DeepClone() }.ToJsonString();
    }

    private static System.Text.Json.JsonElement Json(string text) => System.Text.Json.JsonElement.Parse(text);

    private static DateTimeOffset At(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);
}
