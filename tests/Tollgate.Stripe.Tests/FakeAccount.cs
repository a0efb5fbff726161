using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Tollgate.Billing;
using Tollgate.StripeFake;
using Xunit;

namespace Tollgate.Stripe.Tests;

/// <summary>A fake Stripe account with one price, and our provider for it.</summary>
internal sealed class FakeAccount : IAsyncDisposable
{
    private readonly HttpClient _client = new();

    private FakeAccount(StripeFakeServer server, StripePaymentProvider provider) => (Server, Provider) = (server, provider);

    public StripeFakeServer Server { get; }

    public StripePaymentProvider Provider { get; }

    /// <summary>A monthly price.</summary>
    public string Price { get; private set; } = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<FakeAccount> StartAsync(Action<StripeOptions>? configure = null)
    {
        var server = await StripeFakeServer.StartAsync(new StripeFakeOptions { RunsByItself = false }, Token);
        var options = new StripeOptions { ApiKey = server.ApiKey, ApiBase = server.Address.ToString(), MeterEventsBase = server.Address.ToString(), Retries = 0 };
        configure?.Invoke(options);
        var account = new FakeAccount(server, new StripePaymentProvider(Options.Create(options), TimeProvider.System));
        account._client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.ApiKey);
        account.Price = await account.PriceAsync(1900);
        return account;
    }

    public async Task<string> PriceAsync(long amount)
    {
        var product = await PostAsync("/v1/products", ("name", "Pro"));
        return (await PostAsync(
            "/v1/prices", ("product", product), ("currency", "usd"), ("unit_amount", $"{amount}"), ("recurring[interval]", "month")));
    }

    /// <summary>A customer with a card and a subscription.</summary>
    public async Task<(string Customer, string Subscription)> SubscribeAsync(long userId, string? customer = null, string? price = null)
    {
        customer ??= (await Provider.CreateCustomerAsync(userId, $"user{userId}", null, Token)).Reference;
        var card = await PostAsync("/v1/payment_methods/pm_card_visa/attach", ("customer", customer));
        await PostAsync($"/v1/customers/{customer}", ("invoice_settings[default_payment_method]", card));
        return (customer, await PostAsync(
            "/v1/subscriptions", ("customer", customer), ("items[0][price]", price ?? Price), ($"metadata[{TollgateUser.Key}]", TollgateUser.Write(userId))));
    }

    /// <summary>A price that is paid once.</summary>
    public async Task<string> PackPriceAsync(long amount) => await PostAsync(
        "/v1/prices", ("product", await PostAsync("/v1/products", ("name", "Pack"))), ("currency", "usd"), ("unit_amount", $"{amount}"));

    /// <summary>An invoice by hand over some other things and then packs, which is charged at once.</summary>
    public async Task<string> BuyPacksAsync(string customer, string price, int quantity, int otherLines = 0)
    {
        for (var i = 0; i < otherLines; i++)
        {
            await PostAsync("/v1/invoiceitems", ("customer", customer), ("amount", "100"), ("currency", "usd"), ("description", $"thing {i}"));
        }

        await PostAsync("/v1/invoiceitems", ("customer", customer), ("pricing[price]", price), ("quantity", $"{quantity}"));
        var invoice = await PostAsync("/v1/invoices", ("customer", customer), ("pending_invoice_items_behavior", "include"));
        return await PostAsync($"/v1/invoices/{invoice}/pay");
    }

    /// <summary>Posts a form and returns the id of what it made or changed.</summary>
    public async Task<string> PostAsync(string path, params (string Key, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Key, f.Value)));
        using var response = await _client.PostAsync(new Uri(Server.Address, path), content, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        return response.IsSuccessStatusCode ? JsonNode.Parse(text)!["id"]!.ToString() : throw new InvalidOperationException(text);
    }

    public async Task DeleteAsync(string path)
    {
        using var response = await _client.DeleteAsync(new Uri(Server.Address, path), Token);
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        Provider.Dispose();
        _client.Dispose();
        await Server.DisposeAsync();
    }
}
