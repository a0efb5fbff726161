using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Stripe;
using Tollgate.Billing;
using SdkCheckout = Stripe.Checkout;
using SdkMeters = Stripe.Billing;
using SdkPortal = Stripe.BillingPortal;

namespace Tollgate.Stripe;

/// <summary>Stripe as billing sees it, through the official client; one client for the key, nothing static, no telemetry.</summary>
public sealed class StripePaymentProvider : IPaymentProvider, IDisposable
{
    private const int PageSize = 100;
    private const int MostEventPages = 100;

    private readonly Meter _meter = new("Tollgate.Stripe");
    private readonly HttpClient? _http;
    private readonly StripeCall? _call;
    private readonly ConcurrentDictionary<string, string> _meterIds = new(StringComparer.Ordinal);

    /// <summary>Creates the client; without a key every question fails.</summary>
    public StripePaymentProvider(IOptions<StripeOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        var settings = options.Value;
        IsLive = StripeKey.IsLive(settings.ApiKey);
        Budget = new ReadBudget(settings.ReadsPerHour, time);
        if (IsLive is null)
        {
            return;
        }

        // Observed, because nothing happens at the moment when the hour is over.
        _meter.CreateObservableGauge(
            "tollgate.stripe.reads_left", () => Budget.Left, "{request}", "Reads that this node may still ask of Stripe within the hour.");
        _http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = settings.Timeout };
        var client = new StripeClient(new StripeClientOptions
        {
            ApiKey = settings.ApiKey,
            ApiBase = settings.ApiBase.TrimEnd('/'),
            MeterEventsBase = settings.MeterEventsBase.TrimEnd('/'),
            ConnectBase = settings.ApiBase.TrimEnd('/'),
            FilesBase = settings.ApiBase.TrimEnd('/'),
            HttpClient = new SystemNetHttpClient(_http, settings.Retries, appInfo: null, enableTelemetry: false),
        });
        _call = new StripeCall(client, Budget, settings.Retries, time);
    }

    /// <inheritdoc />
    public string Name => "stripe";

    /// <inheritdoc />
    public bool? IsLive { get; }

    /// <summary>The API version of the client; events of another one are understood, but should be rare.</summary>
    public static string ApiVersion => StripeConfiguration.ApiVersion;

    /// <summary>Reads of this hour.</summary>
    internal ReadBudget Budget { get; }

    private StripeCall Call => _call ?? throw new PaymentProviderException("No Stripe key is configured (Tollgate:Stripe:ApiKey).");

    /// <inheritdoc />
    public ProviderEvent Read(string body) => StripeEventReader.Read(body);

    /// <inheritdoc />
    public async Task<ProviderEvent?> FindEventAsync(string reference, CancellationToken cancellationToken)
    {
        var found = await Call.ReadAsync(
            $"event {reference}",
            (client, token) => client.RawRequestAsync(HttpMethod.Get, $"/v2/core/events/{Uri.EscapeDataString(reference)}", null, null, token),
            cancellationToken);
        return found is { } json ? StripeEventReader.Read(json) : null;
    }

    /// <inheritdoc />
    public async Task<ProviderSubscription?> FindSubscriptionAsync(string reference, CancellationToken cancellationToken)
    {
        var found = await Call.ReadAsync(
            $"subscription {reference}",
            async (client, token) => (await client.V1.Subscriptions.GetAsync(
                reference, new SubscriptionGetOptions { Expand = ["latest_invoice.payments"] }, null, token)).StripeResponse,
            cancellationToken);
        return found is { } json && await SubscriptionAsync(json, cancellationToken) is { } subscription
            ? subscription with { LatestInvoice = await InvoiceAsync(json.At("latest_invoice"), cancellationToken) }
            : null;
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<ProviderSubscription> ListSubscriptionsAsync(
        string? customerReference, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = PagesAsync(
            "subscriptions",
            async (client, after, token) =>
            {
                var options = new SubscriptionListOptions { Status = "all", Limit = PageSize, Expand = ["data.latest_invoice"] };
                if (customerReference is not null)
                {
                    options.Customer = customerReference; // null would be sent as an empty value
                }

                return (await client.V1.Subscriptions.ListAsync(After(options, after), null, token)).StripeResponse;
            },
            int.MaxValue,
            cancellationToken);
        await foreach (var json in pages)
        {
            if (await SubscriptionAsync(json, cancellationToken) is { } subscription)
            {
                yield return subscription;
            }
        }
    }

    /// <inheritdoc />
    public async Task<ProviderCustomer?> FindCustomerAsync(string reference, CancellationToken cancellationToken)
    {
        var found = await Call.ReadAsync(
            $"customer {reference}",
            async (client, token) => (await client.V1.Customers.GetAsync(
                reference, new CustomerGetOptions { Expand = ["invoice_settings.default_payment_method", "default_source"] }, null, token)).StripeResponse,
            cancellationToken);
        if (found is not { } json || StripeShapes.Customer(json) is not { } customer)
        {
            return null;
        }

        return customer is { CardLastFour: null, IsDeleted: false } ? await WithCardAsync(customer, cancellationToken) : customer;
    }

    /// <inheritdoc />
    public async Task<ProviderInvoice?> FindInvoiceAsync(string reference, CancellationToken cancellationToken)
    {
        var found = await Call.ReadAsync(
            $"invoice {reference}",
            async (client, token) => (await client.V1.Invoices.GetAsync(
                reference, new InvoiceGetOptions { Expand = ["payments.data.payment.payment_intent"] }, null, token)).StripeResponse,
            cancellationToken);
        return found is { } json && json.Flag("deleted") != true ? await InvoiceAsync(json, cancellationToken) : null;
    }

    /// <inheritdoc />
    public async Task<ProviderDispute?> FindDisputeAsync(string reference, CancellationToken cancellationToken)
    {
        var found = await Call.ReadAsync(
            $"dispute {reference}",
            async (client, token) => (await client.V1.Disputes.GetAsync(reference, new DisputeGetOptions { Expand = ["charge"] }, null, token)).StripeResponse,
            cancellationToken);
        return found is { } json ? StripeShapes.Dispute(json) : null;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<ProviderReversal>> FindReversalsAsync(string paymentReference, CancellationToken cancellationToken)
    {
        var options = new InvoicePaymentListOptions
        {
            Payment = new InvoicePaymentPaymentOptions { Type = "payment_intent", PaymentIntent = paymentReference },
            Limit = PageSize,
            Expand = ["data.invoice"],
        };
        var reversals = new List<ProviderReversal>();
        await foreach (var payment in InvoicePaymentsAsync($"what {paymentReference} paid", options, cancellationToken))
        {
            if (await InvoiceAsync(payment.At("invoice"), cancellationToken) is { Status: InvoiceStatus.Paid } invoice)
            {
                var (paid, returned) = await ReturnedAsync(invoice.Reference, cancellationToken);
                reversals.Add(new ProviderReversal(invoice.Reference, invoice.CustomerReference, invoice.Lines, paid, returned));
            }
        }

        return reversals;
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<ProviderInvoice> ListOpenInvoicesAsync(string customerReference, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = PagesAsync(
            "open invoices",
            async (client, after, token) => (await client.V1.Invoices.ListAsync(
                After(new InvoiceListOptions { Customer = customerReference, Status = "open", Limit = PageSize }, after), null, token)).StripeResponse,
            int.MaxValue,
            cancellationToken);
        await foreach (var json in pages)
        {
            if (StripeShapes.Invoice(json) is { } invoice)
            {
                yield return invoice;
            }
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<ProviderEvent> ListUndeliveredEventsAsync(DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = PagesAsync(
            "undelivered events",
            async (client, after, token) => (await client.V1.Events.ListAsync(
                After(new EventListOptions { DeliverySuccess = false, Created = new DateRangeOptions { GreaterThanOrEqual = since.UtcDateTime }, Limit = PageSize }, after),
                null,
                token)).StripeResponse,
            MostEventPages,
            cancellationToken);
        var events = new Stack<ProviderEvent>(); // they come newest first
        await foreach (var json in pages)
        {
            events.Push(StripeEventReader.Read(json));
        }

        while (events.TryPop(out var told))
        {
            yield return told;
        }
    }

    /// <inheritdoc />
    public async Task<ProviderCustomer> CreateCustomerAsync(long userId, string userName, string? email, CancellationToken cancellationToken)
    {
        var options = new CustomerCreateOptions { Name = userName, Metadata = new Dictionary<string, string> { [TollgateUser.Key] = TollgateUser.Write(userId) } };
        if (email is not null)
        {
            options.Email = email; // null would be sent as an empty value
        }

        // The same question within a day is answered with the same customer; another name or address is another question.
        var key = $"tollgate-customer-{TollgateUser.Write(userId)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{userName}\n{email}")))[..16]}";
        var made = await Call.WriteAsync(
            "a new customer",
            async (client, token) => (await client.V1.Customers.CreateAsync(options, new RequestOptions { IdempotencyKey = key }, token)).StripeResponse,
            cancellationToken);
        return StripeShapes.Customer(made) ?? throw new PaymentProviderException("Stripe's new customer has no id.") { IsOutcomeUnknown = true };
    }

    /// <inheritdoc />
    public async Task<Uri> CreateCheckoutAsync(CheckoutRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var user = TollgateUser.Write(request.UserId);
        var items = new List<SdkCheckout.SessionLineItemOptions>();
        if (request.PriceReference != request.MeteredPriceReference)
        {
            items.Add(new SdkCheckout.SessionLineItemOptions { Price = request.PriceReference, Quantity = request.Quantity });
        }

        if (request.MeteredPriceReference is { } metered)
        {
            items.Add(new SdkCheckout.SessionLineItemOptions { Price = metered }); // a metered price must have no quantity
        }

        var made = await Call.WriteAsync(
            "a checkout",
            async (client, token) => (await client.V1.Checkout.Sessions.CreateAsync(
                new SdkCheckout.SessionCreateOptions
                {
                    Mode = "subscription",
                    Customer = request.CustomerReference,
                    ClientReferenceId = user,
                    LineItems = items,
                    Metadata = new Dictionary<string, string> { [TollgateUser.Key] = user },
                    SubscriptionData = new SdkCheckout.SessionSubscriptionDataOptions { Metadata = new Dictionary<string, string> { [TollgateUser.Key] = user } },
                    SuccessUrl = request.SuccessUrl.OriginalString, // may hold {CHECKOUT_SESSION_ID} as it stands
                    CancelUrl = request.CancelUrl.OriginalString,
                },
                null,
                token)).StripeResponse,
            cancellationToken);
        return UrlOf(made, "checkout");
    }

    /// <inheritdoc />
    public async Task<Uri> CreatePortalAsync(string customerReference, Uri returnUrl, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(returnUrl);
        var made = await Call.WriteAsync(
            "a portal page",
            async (client, token) => (await client.V1.BillingPortal.Sessions.CreateAsync(
                new SdkPortal.SessionCreateOptions { Customer = customerReference, ReturnUrl = returnUrl.OriginalString }, null, token)).StripeResponse,
            cancellationToken);
        return UrlOf(made, "portal page");
    }

    /// <inheritdoc />
    public async Task<ProviderCheckout?> FindCheckoutAsync(string reference, CancellationToken cancellationToken)
    {
        var found = await Call.ReadAsync(
            "a checkout", // its id is as good as a key to it
            async (client, token) => (await client.V1.Checkout.Sessions.GetAsync(reference, new SdkCheckout.SessionGetOptions(), null, token)).StripeResponse,
            cancellationToken);
        return found is { } json ? StripeShapes.Checkout(json) : null;
    }

    /// <inheritdoc />
    public async Task SendMeterEventAsync(MeterEvent meterEvent, int generation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(meterEvent);
        try
        {
            await Call.WriteAsync(
                $"meter event {meterEvent.Identifier}",
                async (client, token) => (await client.V1.Billing.MeterEvents.CreateAsync(
                    new SdkMeters.MeterEventCreateOptions
                    {
                        EventName = meterEvent.Meter,
                        Identifier = meterEvent.Identifier,
                        Timestamp = meterEvent.At.UtcDateTime, // a time of no kind would be sent as local
                        Payload = new Dictionary<string, string>
                        {
                            ["stripe_customer_id"] = meterEvent.CustomerReference,
                            ["value"] = meterEvent.Units.ToString(CultureInfo.InvariantCulture),
                        },
                    },
                    new RequestOptions { IdempotencyKey = generation == 0 ? meterEvent.Identifier : $"{meterEvent.Identifier}~{generation}" },
                    token)).StripeResponse,
                cancellationToken);
        }
        catch (PaymentProviderException exception) when (exception.InnerException is StripeException { HttpStatusCode: HttpStatusCode.BadRequest } refused
            && refused.StripeError?.Message?.Contains("already exists with identifier", StringComparison.OrdinalIgnoreCase) == true)
        {
            // An earlier attempt got through.
        }
    }

    /// <inheritdoc />
    public async Task<bool> CancelMeterEventAsync(MeterEvent meterEvent, int generation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(meterEvent);
        try
        {
            await Call.WriteAsync(
                $"taking back meter event {meterEvent.Identifier}",
                async (client, token) => (await client.V1.Billing.MeterEventAdjustments.CreateAsync(
                    new SdkMeters.MeterEventAdjustmentCreateOptions
                    {
                        EventName = meterEvent.Meter,
                        Type = "cancel",
                        Cancel = new SdkMeters.MeterEventAdjustmentCancelOptions { Identifier = meterEvent.Identifier },
                    },
                    new RequestOptions { IdempotencyKey = generation == 0 ? $"{meterEvent.Identifier}-cancel" : $"{meterEvent.Identifier}-cancel~{generation}" },
                    token)).StripeResponse,
                cancellationToken);
            return true;
        }
        catch (PaymentProviderException exception) when (exception.IsPermanent)
        {
            return false; // later than 24 hours, or unknown
        }
    }

    /// <inheritdoc />
    public async Task<long> SumMeterAsync(string meter, string customerReference, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var id = await MeterIdAsync(meter, cancellationToken);
        var pages = PagesAsync(
            $"totals of meter {meter}",
            async (client, after, token) => (await client.V1.Billing.Meters.EventSummaries.ListAsync(
                id,
                After(new SdkMeters.MeterEventSummaryListOptions { Customer = customerReference, StartTime = from.UtcDateTime, EndTime = until.UtcDateTime, Limit = PageSize }, after),
                null,
                token)).StripeResponse,
            int.MaxValue,
            cancellationToken);
        var sum = 0m;
        await foreach (var json in pages)
        {
            sum += json.At("aggregated_value") is { ValueKind: JsonValueKind.Number } value && value.TryGetDecimal(out var units) ? units : 0;
        }

        return checked((long)Math.Round(sum));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _meter.Dispose();
        _http?.Dispose();
    }

    private static T After<T>(T options, string? reference)
        where T : ListOptions
    {
        if (reference is not null)
        {
            options.StartingAfter = reference;
        }

        return options;
    }

    private static Uri UrlOf(JsonElement made, string what) => Uri.TryCreate(made.Text("url"), UriKind.Absolute, out var url)
        ? url
        : throw new PaymentProviderException($"Stripe's {what} has no address.") { IsOutcomeUnknown = true };

    private async IAsyncEnumerable<JsonElement> PagesAsync(
        string what, Func<StripeClient, string?, CancellationToken, Task<StripeResponse>> ask, int most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        for (var page = 0; page < most; page++)
        {
            if (await Call.ReadAsync(what, (client, token) => ask(client, after, token), cancellationToken) is not { } list)
            {
                yield break;
            }

            foreach (var item in list.List())
            {
                after = item.Text("id") ?? after;
                yield return item;
            }

            if (list.Flag("has_more") != true || after is null)
            {
                yield break;
            }
        }
    }

    /// <summary>A subscription with more items than one answer holds is read on.</summary>
    private async Task<ProviderSubscription?> SubscriptionAsync(JsonElement json, CancellationToken cancellationToken)
    {
        if (json.Flag("items", "has_more") != true || json.Text("id") is not { } reference)
        {
            return StripeShapes.Subscription(json);
        }

        var items = new List<JsonElement>();
        var pages = PagesAsync(
            $"items of {reference}",
            async (client, after, token) => (await client.V1.SubscriptionItems.ListAsync(
                After(new SubscriptionItemListOptions { Subscription = reference, Limit = PageSize }, after), null, token)).StripeResponse,
            int.MaxValue,
            cancellationToken);
        await foreach (var item in pages)
        {
            items.Add(item);
        }

        return StripeShapes.Subscription(json, items);
    }

    /// <summary>A paid invoice with more lines than one answer holds is read on: each of them may have paid for something.</summary>
    private async Task<ProviderInvoice?> InvoiceAsync(JsonElement json, CancellationToken cancellationToken)
    {
        if (StripeShapes.Invoice(json) is not { Status: InvoiceStatus.Paid } invoice || json.Flag("lines", "has_more") != true)
        {
            return StripeShapes.Invoice(json);
        }

        var lines = new List<JsonElement>();
        var pages = PagesAsync(
            $"lines of {invoice.Reference}",
            async (client, after, token) => (await client.V1.Invoices.LineItems.ListAsync(
                invoice.Reference, After(new InvoiceLineItemListOptions { Limit = PageSize }, after), null, token)).StripeResponse,
            int.MaxValue,
            cancellationToken);
        await foreach (var line in pages)
        {
            lines.Add(line);
        }

        return invoice with { Lines = StripeShapes.InvoiceLines(lines) };
    }

    /// <summary>What was paid for an invoice, by all of its payments, and what of that went back.</summary>
    private async Task<(long Paid, long Returned)> ReturnedAsync(string invoice, CancellationToken cancellationToken)
    {
        var options = new InvoicePaymentListOptions { Invoice = invoice, Status = "paid", Limit = PageSize, Expand = ["data.payment.payment_intent.latest_charge"] };
        var (paid, returned) = (0L, 0L);
        await foreach (var payment in InvoicePaymentsAsync($"payments of {invoice}", options, cancellationToken))
        {
            var (amount, charge) = (Math.Max(0, payment.Number("amount_paid") ?? 0), payment.At("payment", "payment_intent", "latest_charge"));
            var back = (charge.Number("amount_refunded") ?? 0) + (charge.Flag("disputed") == true ? await LostAsync(charge, cancellationToken) : 0);
            paid = checked(paid + amount);
            returned = checked(returned + Math.Clamp(back, 0, amount));
        }

        return (paid, returned);
    }

    /// <summary>What the bank took of a disputed charge.</summary>
    private async Task<long> LostAsync(JsonElement charge, CancellationToken cancellationToken)
    {
        var reference = charge.Text("id");
        var disputes = PagesAsync(
            $"disputes of {reference}",
            async (client, after, token) => (await client.V1.Disputes.ListAsync(
                After(new DisputeListOptions { Charge = reference, Limit = PageSize }, after), null, token)).StripeResponse,
            int.MaxValue,
            cancellationToken);
        var lost = 0L;
        await foreach (var dispute in disputes)
        {
            lost = checked(lost + (dispute.Text("status") == "lost" ? dispute.Number("amount") ?? 0 : 0));
        }

        return lost;
    }

    private IAsyncEnumerable<JsonElement> InvoicePaymentsAsync(string what, InvoicePaymentListOptions options, CancellationToken cancellationToken) => PagesAsync(
        what,
        async (client, after, token) => (await client.V1.InvoicePayments.ListAsync(After(options, after), null, token)).StripeResponse,
        int.MaxValue,
        cancellationToken);

    /// <summary>A checkout makes its card the subscription's and not the customer's default, so that the customer's list is the place to look.</summary>
    private async Task<ProviderCustomer> WithCardAsync(ProviderCustomer customer, CancellationToken cancellationToken)
    {
        var found = await Call.ReadAsync(
            $"cards of {customer.Reference}",
            async (client, token) => (await client.V1.Customers.PaymentMethods.ListAsync(
                customer.Reference, new CustomerPaymentMethodListOptions { Type = "card", Limit = 1 }, null, token)).StripeResponse,
            cancellationToken);
        return found is { } list && list.List().Select(StripeShapes.Card).FirstOrDefault() is { } card
            ? customer with { CardLastFour = card.LastFour, CardExpiresAt = card.ExpiresAt }
            : customer;
    }

    private async Task<string> MeterIdAsync(string meter, CancellationToken cancellationToken)
    {
        if (_meterIds.TryGetValue(meter, out var known))
        {
            return known;
        }

        var pages = PagesAsync(
            "meters",
            async (client, after, token) => (await client.V1.Billing.Meters.ListAsync(
                After(new SdkMeters.MeterListOptions { Limit = PageSize }, after), null, token)).StripeResponse,
            int.MaxValue,
            cancellationToken);
        await foreach (var json in pages)
        {
            if (json.Text("event_name") == meter && json.Text("id") is { } id)
            {
                _meterIds.TryAdd(meter, id);
                return id;
            }
        }

        throw new PaymentProviderException($"Stripe has no meter with the event name '{meter}'.") { IsPermanent = true };
    }
}
