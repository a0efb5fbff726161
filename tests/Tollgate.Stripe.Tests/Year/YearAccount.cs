using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Tollgate.Billing;
using Tollgate.Entitling;
using Tollgate.StripeFake;
using Xunit;

namespace Tollgate.Stripe.Tests.Year;

/// <summary>The account that the customers of the simulation pay into, with its prices, and what they do there.</summary>
internal sealed class YearAccount : IAsyncDisposable
{
    public const string Meter = "api_units";
    private readonly HttpClient _client = new();

    private YearAccount(StripeFakeServer server) => Server = server;

    public StripeFakeServer Server { get; }

    /// <summary>The plans that are sold, by name.</summary>
    public Dictionary<string, Plan> Plans { get; } = new(StringComparer.Ordinal);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<YearAccount> StartAsync(Testing.Hosting.MovableClock clock, YearOptions options)
    {
        var server = await StripeFakeServer.StartAsync(
            new StripeFakeOptions
            {
                RunsByItself = false,
                TimeProvider = clock,
                SignatureTime = clock,
                StartAt = clock.GetUtcNow(),
                ClockMoved = to => clock.Advance(to - clock.GetUtcNow()),
                Seed = options.Seed,
                UpcomingBefore = options.UpcomingBefore,
            },
            Token);
        var account = new YearAccount(server);
        account._client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.ApiKey);
        await account.MakePlansAsync();
        return account;
    }

    /// <summary>Posts a form and returns what came back.</summary>
    public async Task<JsonObject> PostAsync(string path, params (string Key, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Key, f.Value)));
        using var response = await _client.PostAsync(new Uri(Server.Address, path), content, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        return response.IsSuccessStatusCode ? JsonNode.Parse(text)!.AsObject() : throw new InvalidOperationException($"{path}: {text}");
    }

    public async Task DeleteAsync(string path)
    {
        using var response = await _client.DeleteAsync(new Uri(Server.Address, path), Token);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>What a customer sees of the account's own pages.</summary>
    public static async Task PayAsync(Uri checkout, string card)
    {
        using var form = new FormUrlEncodedContent([new("card", card)]);
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(handler);
        using var answer = await browser.PostAsync(new Uri(checkout.OriginalString + "/pay"), form, Token);
    }

    /// <summary>A customer with a card.</summary>
    public async Task OpenAsync(YearCustomer customer)
    {
        customer.Reference ??= IdOf(await PostAsync("/v1/customers", ("name", customer.Name), ($"metadata[{TollgateUser.Key}]", TollgateUser.Write(customer.Id))));
        if (customer.Card is null)
        {
            customer.Card = IdOf(await PostAsync("/v1/payment_methods/pm_card_visa/attach", ("customer", customer.Reference)));
            await PostAsync($"/v1/customers/{customer.Reference}", ("invoice_settings[default_payment_method]", customer.Card));
        }
    }

    /// <summary>Buys a plan.</summary>
    public async Task SubscribeAsync(YearCustomer customer, string plan, long seats, int trialDays)
    {
        List<(string, string)> form =
        [
            ("customer", customer.Reference!), ($"metadata[{TollgateUser.Key}]", TollgateUser.Write(customer.Id)),
            .. ItemsOf(plan, seats).SelectMany((i, n) => i.Select(f => ($"items[{n}][{f.Key}]", f.Value))),
        ];
        if (trialDays > 0)
        {
            form.AddRange([("trial_period_days", $"{trialDays}"), ("trial_settings[end_behavior][missing_payment_method]", "cancel")]);
        }

        customer.Subscription = IdOf(await PostAsync("/v1/subscriptions", [.. form]));
        customer.Plan = plan;
        customer.Seats.Add((Server.Now.ToUnixTimeMilliseconds(), seats));
    }

    /// <summary>Goes over to another plan within the running period.</summary>
    public async Task ChangeAsync(YearCustomer customer, string plan, long seats)
    {
        var held = Server.Find(customer.Subscription!)!["items"]!["data"]!.AsArray().Select(i => i!["id"]!.ToString());
        List<(string, string)> form = [("proration_behavior", "create_prorations")];
        var n = 0;
        foreach (var item in held)
        {
            form.AddRange([($"items[{n}][id]", item), ($"items[{n}][deleted]", "true")]);
            n++;
        }

        foreach (var item in ItemsOf(plan, seats))
        {
            form.AddRange(item.Select(f => ($"items[{n}][{f.Key}]", f.Value)));
            n++;
        }

        await PostAsync($"/v1/subscriptions/{customer.Subscription}", [.. form]);
        customer.Plan = plan;
        customer.Seats.Add((Server.Now.ToUnixTimeMilliseconds(), seats));
    }

    public Task ChangeSeatsAsync(YearCustomer customer, long seats)
    {
        customer.Seats.Add((Server.Now.ToUnixTimeMilliseconds(), seats));
        var price = Plans[customer.Plan!].PriceReference;
        var item = Server.Find(customer.Subscription!)!["items"]!["data"]!.AsArray().Single(i => i!["price"]!["id"]!.ToString() == price)!["id"]!.ToString();
        return PostAsync($"/v1/subscriptions/{customer.Subscription}", ("items[0][id]", item), ("items[0][quantity]", $"{seats}"));
    }

    /// <summary>Whether a subscription is over for good.</summary>
    public bool IsOver(string? subscription) => subscription is null || Server.Find(subscription) is not { } found || found["status"]!.ToString() is "canceled" or "incomplete_expired";

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Server.DisposeAsync();
    }

    public static string IdOf(JsonNode made) => made["id"]!.ToString();

    private IEnumerable<List<KeyValuePair<string, string>>> ItemsOf(string plan, long seats)
    {
        var sold = Plans[plan];
        var metered = sold.Overage?.PriceReference;
        if (sold.PriceReference is { } price && price != metered)
        {
            yield return [new("price", price), new("quantity", $"{seats}")];
        }

        if (metered is not null)
        {
            yield return [new("price", metered)];
        }
    }

    private async Task MakePlansAsync()
    {
        var product = IdOf(await PostAsync("/v1/products", ("name", "API")));
        var meter = IdOf(await PostAsync("/v1/billing/meters", ("display_name", "Units"), ("event_name", Meter), ("default_aggregation[formula]", "sum")));
        Task<string> FlatAsync(long amount, string every) => PriceAsync(("product", product), ("currency", "usd"), ("unit_amount", $"{amount}"), ("recurring[interval]", every));
        async Task<Overage> MeteredAsync(string every) => new()
        {
            Meter = Meter,
            UnitAmount = 2,
            Currency = "usd",
            PriceReference = await PriceAsync(
                ("product", product), ("currency", "usd"), ("unit_amount", "2"), ("recurring[interval]", every), ("recurring[usage_type]", "metered"), ("recurring[meter]", meter)),
        };
        Add(new Plan { Name = "flat", Limits = Month(400), PriceReference = await FlatAsync(1900, "month") });
        Add(new Plan { Name = "pro", Limits = Month(150), TrialLimits = Month(60), PriceReference = await FlatAsync(4900, "month"), Overage = await MeteredAsync("month") });
        Add(new Plan { Name = "team", Limits = Month(60), IsPerSeat = true, PriceReference = await FlatAsync(900, "month"), Overage = await MeteredAsync("month") });
        Add(new Plan { Name = "payg", Limits = Month(2_000), IsMetered = true, Overage = await MeteredAsync("month") });
        Add(new Plan { Name = "annual", Limits = Month(120), PriceReference = await FlatAsync(49_000, "year"), Overage = await MeteredAsync("year") });
    }

    private static WindowLimit[] Month(long limit) => [new WindowLimit(Window.Month, limit)];

    private void Add(Plan plan) => Plans.Add(plan.Name, plan with { Month = MonthWindow.Subscription, Enforcement = Enforcement.Strict });

    private async Task<string> PriceAsync(params (string Key, string Value)[] form) => IdOf(await PostAsync("/v1/prices", form));
}
