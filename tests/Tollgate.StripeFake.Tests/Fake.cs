using Stripe;
using Xunit;

namespace Tollgate.StripeFake.Tests;

/// <summary>A fake whose time a test moves, and the unmodified Stripe.net client for it.</summary>
internal sealed class Fake : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 1, 31, 10, 0, 0, TimeSpan.Zero);

    private readonly HttpClient _http = new();

    private Fake(StripeFakeServer server)
    {
        Server = server;
        Client = ClientFor(server, maxRetries: 0);
    }

    public StripeFakeServer Server { get; }

    public StripeClient Client { get; }

    public V1Services V1 => Client.V1;

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<Fake> StartAsync(Action<StripeFakeOptions>? configure = null)
    {
        var options = new StripeFakeOptions { StartAt = Start, RunsByItself = false };
        configure?.Invoke(options);
        return new Fake(await StripeFakeServer.StartAsync(options, Stop));
    }

    public StripeClient ClientFor(StripeFakeServer server, int maxRetries, TimeSpan? timeout = null)
    {
        var http = timeout is { } limit ? new HttpClient { Timeout = limit } : _http;
        return new StripeClient(new StripeClientOptions
        {
            ApiKey = server.ApiKey,
            ApiBase = server.Address.ToString().TrimEnd('/'),
            MeterEventsBase = server.Address.ToString().TrimEnd('/'),
            HttpClient = new SystemNetHttpClient(http, maxNetworkRetries: maxRetries, appInfo: null, enableTelemetry: false),
        });
    }

    public Task<Customer> CustomerAsync(string? card = "pm_card_visa") => V1.Customers.CreateAsync(
        card is null
            ? new CustomerCreateOptions { Email = "ada@example.com" }
            : new CustomerCreateOptions
            {
                Email = "ada@example.com",
                PaymentMethod = card,
                InvoiceSettings = new CustomerInvoiceSettingsOptions { DefaultPaymentMethod = card },
            },
        cancellationToken: Stop);

    public async Task<Price> PriceAsync(long amount = 2000, string interval = "month")
    {
        var product = await V1.Products.CreateAsync(new ProductCreateOptions { Name = "Pro" }, cancellationToken: Stop);
        return await V1.Prices.CreateAsync(
            new PriceCreateOptions { Product = product.Id, Currency = "usd", UnitAmount = amount, Recurring = new PriceRecurringOptions { Interval = interval } },
            cancellationToken: Stop);
    }

    public Task<Subscription> SubscribeAsync(Customer customer, params Price[] prices) => V1.Subscriptions.CreateAsync(
        new SubscriptionCreateOptions { Customer = customer.Id, Items = [.. prices.Select(p => new SubscriptionItemOptions { Price = p.Id })] },
        cancellationToken: Stop);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _http.Dispose();
    }
}
