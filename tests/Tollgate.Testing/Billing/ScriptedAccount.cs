using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Tollgate.Billing;
using Tollgate.Entitling;

namespace Tollgate.Testing.Billing;

/// <summary>A payment provider in memory whose state a test sets; events are told as JSON of our own records, and what is true is asked for.</summary>
public sealed class ScriptedAccount : IPaymentProvider
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private int _events;

    public string Name => "memory";

    public bool? IsLive { get; set; } = false;

    /// <summary>Throws when it returns something; asked with what is asked for.</summary>
    public Func<string, Exception?> Fault { get; set; } = _ => null;

    public ConcurrentDictionary<string, ProviderSubscription> Subscriptions { get; } = new();

    public ConcurrentDictionary<string, ProviderInvoice> Invoices { get; } = new();

    public ConcurrentDictionary<string, ProviderCustomer> Customers { get; } = new();

    public ConcurrentDictionary<string, ProviderDispute> Disputes { get; } = new();

    /// <summary>By the payment that paid the invoice.</summary>
    public ConcurrentDictionary<string, ProviderReversal> Reversals { get; } = new();

    public List<ProviderEvent> Undelivered { get; } = [];

    /// <summary>What was asked for, in order.</summary>
    public ConcurrentQueue<string> Reads { get; } = new();

    /// <summary>An event about something as it is now.</summary>
    public ProviderEvent Tell(string type, ProviderEventKind kind, string? thing = null, string? subscription = null, string? customer = null, long? userId = null, int? attempt = null)
    {
        var number = Interlocked.Increment(ref _events);
        var invoice = thing is not null ? Invoices.GetValueOrDefault(thing) : null;
        var told = new ProviderEvent
        {
            Reference = $"evt_{number}",
            Type = type,
            Kind = kind,
            ObjectReference = thing,
            SubscriptionReference = subscription ?? invoice?.SubscriptionReference,
            CustomerReference = customer ?? invoice?.CustomerReference ?? (subscription is null ? null : Subscriptions.GetValueOrDefault(subscription)?.CustomerReference),
            UserId = userId,
            IsLive = false,
            OccurredAt = Start.AddSeconds(number),
            IsPaymentFailure = type == "invoice.payment_failed",
            IsActionRequired = type == "invoice.payment_action_required",
            Subscription = subscription is null ? null : Subscriptions.GetValueOrDefault(subscription),
            Invoice = attempt is { } count ? invoice! with { Attempts = count } : invoice,
            Body = "",
        };
        return told with { Body = JsonSerializer.Serialize(told) };
    }

    public ProviderEvent TellOf(ProviderSubscription subscription, string type) =>
        Tell(type, ProviderEventKind.Subscription, subscription.Reference, subscription.Reference, subscription.CustomerReference);

    public ProviderSubscription Set(ProviderSubscription subscription) => Subscriptions[subscription.Reference] = subscription;

    public static ProviderSubscription NewSubscription(string name, long? userId = null, string price = "price_pro") => new()
    {
        Reference = $"sub_{name}",
        CustomerReference = $"cus_{name}",
        Status = SubscriptionStatus.Active,
        ProviderStatus = "active",
        Items = [new ProviderItem(price, 1, null, Start, Start.AddMonths(1))],
        CreatedAt = Start,
        Metadata = userId is { } id ? new Dictionary<string, string> { [TollgateUser.Key] = TollgateUser.Write(id) } : [],
    };

    public ProviderEvent Read(string body) => body.Contains("poison", StringComparison.Ordinal)
        ? throw new InvalidOperationException("poison")
        : JsonSerializer.Deserialize<ProviderEvent>(body)! with { Body = body };

    public Task<ProviderEvent?> FindEventAsync(string reference, CancellationToken cancellationToken) => Task.FromResult<ProviderEvent?>(null);

    public Task<ProviderSubscription?> FindSubscriptionAsync(string reference, CancellationToken cancellationToken)
    {
        Ask(reference);
        var found = Subscriptions.GetValueOrDefault(reference);
        var latest = Invoices.Values.Where(i => i.SubscriptionReference == reference).OrderBy(i => i.CreatedAt).ThenBy(i => i.Reference, StringComparer.Ordinal).LastOrDefault();
        return Task.FromResult(found is null ? null : found with { LatestInvoice = latest is null ? null : latest with { DeclineCode = null, IsActionRequired = null } });
    }

    public async IAsyncEnumerable<ProviderSubscription> ListSubscriptionsAsync(string? customerReference, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var reference in Subscriptions.Keys.Order(StringComparer.Ordinal))
        {
            if (customerReference is null || Subscriptions[reference].CustomerReference == customerReference)
            {
                yield return (await FindSubscriptionAsync(reference, cancellationToken))!;
            }
        }
    }

    public Task<ProviderCustomer?> FindCustomerAsync(string reference, CancellationToken cancellationToken) => Find(Customers, reference);

    public Task<ProviderInvoice?> FindInvoiceAsync(string reference, CancellationToken cancellationToken) => Find(Invoices, reference);

    public Task<ProviderDispute?> FindDisputeAsync(string reference, CancellationToken cancellationToken) => Find(Disputes, reference);

    public async Task<IReadOnlyList<ProviderReversal>> FindReversalsAsync(string paymentReference, CancellationToken cancellationToken) =>
        await Find(Reversals, paymentReference) is { } reversal ? [reversal] : [];

    public IAsyncEnumerable<ProviderInvoice> ListOpenInvoicesAsync(string customerReference, CancellationToken cancellationToken) =>
        Invoices.Values.Where(i => i.CustomerReference == customerReference && i.Status == InvoiceStatus.Open).ToAsyncEnumerable();

    public IAsyncEnumerable<ProviderEvent> ListUndeliveredEventsAsync(DateTimeOffset since, CancellationToken cancellationToken) => Undelivered.ToList().ToAsyncEnumerable();

    public Task<ProviderCustomer> CreateCustomerAsync(long userId, string userName, string? email, CancellationToken cancellationToken) =>
        Task.FromResult(Customers.GetOrAdd($"cus_new_{userId}", reference => new ProviderCustomer(reference, false, email, null, null, false, userId)));

    public Task<Uri> CreateCheckoutAsync(CheckoutRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new Uri($"https://pay.example/{request.CustomerReference}/{request.PriceReference}/{request.Quantity}"));

    public Task<Uri> CreatePortalAsync(string customerReference, Uri returnUrl, CancellationToken cancellationToken) => Task.FromResult(new Uri($"https://portal.example/{customerReference}"));

    public Task<ProviderCheckout?> FindCheckoutAsync(string reference, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task SendMeterEventAsync(MeterEvent meterEvent, int generation, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> CancelMeterEventAsync(MeterEvent meterEvent, int generation, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<long> SumMeterAsync(string meter, string customerReference, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) => throw new NotSupportedException();

    private Task<T?> Find<T>(ConcurrentDictionary<string, T> things, string reference)
        where T : class
    {
        Ask(reference);
        return Task.FromResult(things.GetValueOrDefault(reference));
    }

    private void Ask(string reference)
    {
        Reads.Enqueue(reference);
        if (Fault(reference) is { } fault)
        {
            throw fault;
        }
    }
}
