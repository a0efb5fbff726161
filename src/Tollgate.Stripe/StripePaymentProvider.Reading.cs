using System.Runtime.CompilerServices;
using System.Text.Json;
using Stripe;
using Tollgate.Billing;

namespace Tollgate.Stripe;

/// <summary>What is true at Stripe now; each question is charged to the budget of reads.</summary>
public sealed partial class StripePaymentProvider
{
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
}
