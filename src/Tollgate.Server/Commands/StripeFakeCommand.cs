using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using Tollgate.StripeFake;

namespace Tollgate.Server.Commands;

/// <summary>Runs a Stripe account of its own on this machine, for demonstrations and for a first try without an account.</summary>
internal sealed class StripeFakeCommand : TollgateCommand
{
    private readonly Option<int> _port = new("--port") { Description = "Port on 127.0.0.1", HelpName = "N", DefaultValueFactory = _ => 8082 };
    private readonly Option<string> _webhook = new("--webhook")
    {
        Description = "Where it sends events",
        HelpName = "URL",
        DefaultValueFactory = _ => $"http://127.0.0.1:8080{Microsoft.AspNetCore.Builder.StripeEndpoints.WebhookPath}",
    };

    public StripeFakeCommand()
        : base("fake", "Run a Stripe account of its own on this machine until Ctrl-C, for demonstrations; nothing of it is real or kept.")
    {
        Options.Add(_port);
        Options.Add(_webhook);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var text = invocation.Parsed.GetRequiredValue(_webhook);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var webhook) || webhook.Scheme is not ("http" or "https"))
        {
            throw new CommandFailedException($"--webhook is '{Plans.Shown.Of(text)}'; use an absolute address, e.g. http://127.0.0.1:8080/.tollgate/webhooks/stripe.");
        }

        await using var account = await StartAsync(invocation.Parsed.GetValue(_port), cancellationToken);
        var secret = account.Webhooks.Add(webhook).Secret;
        var prices = await AddCatalogueAsync(account, cancellationToken);
        Write(invocation.Report, account, webhook, secret, prices);
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return CommandLine.Yes;
    }

    private static async Task<StripeFakeServer> StartAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            return await StripeFakeServer.StartAsync(new StripeFakeOptions { Port = port }, cancellationToken);
        }
        catch (IOException exception)
        {
            throw new CommandFailedException($"{exception.Message} Choose another port with --port.");
        }
    }

    /// <summary>A monthly and a yearly price of one product; plans name them.</summary>
    private static async Task<IReadOnlyList<(string What, string Id)>> AddCatalogueAsync(StripeFakeServer account, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = account.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", account.ApiKey);
        var product = await PostAsync(client, "/v1/products", [new("name", "Pro")], cancellationToken);
        return
        [
            ("Pro, 19.00 USD a month", await PostAsync(client, "/v1/prices", Price(product, "1900", "month"), cancellationToken)),
            ("Pro, 190.00 USD a year", await PostAsync(client, "/v1/prices", Price(product, "19000", "year"), cancellationToken)),
        ];
    }

    private static KeyValuePair<string, string>[] Price(string product, string amount, string interval) =>
        [new("product", product), new("currency", "usd"), new("unit_amount", amount), new("recurring[interval]", interval)];

    private static async Task<string> PostAsync(HttpClient client, string path, KeyValuePair<string, string>[] form, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(form);
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
        response.EnsureSuccessStatusCode();
        return JsonElement.Parse(await response.Content.ReadAsStringAsync(cancellationToken)).GetProperty("id").GetString()!;
    }

    private static void Write(Report report, StripeFakeServer account, Uri webhook, string secret, IReadOnlyList<(string What, string Id)> prices)
    {
        if (report.Format == OutputFormat.Json)
        {
            report.Raw(JsonSerializer.Serialize(
                new { status = "listening", url = account.Address, apiKey = account.ApiKey, webhook, webhookSecret = secret, prices = prices.Select(p => new { p.What, p.Id }) }, JsonSerializerOptions.Web) + "\n");
            return;
        }

        report.Line($"A Stripe account that is not real, at {account.Address}; it sends events to {webhook}");
        report.Table(["Price", "Id"], prices.Select(p => (string?[])[p.What, p.Id]));
        report.Line("Start the gateway with:");
        report.Line($"  export Tollgate__Stripe__ApiKey={account.ApiKey}");
        report.Line($"  export Tollgate__Stripe__ApiBase={account.Address}");
        report.Line($"  export Tollgate__Stripe__MeterEventsBase={account.Address}");
        report.Line($"  export Tollgate__Stripe__WebhookSecrets__0={secret}");
        report.Line("  export Tollgate__Stripe__PublicUrl=http://127.0.0.1:8080");
        report.Line();
        report.Line("Name a price in a plan, then: tollgate stripe checkout USER PLAN. The page takes the card pm_card_visa.");
        report.Line("Ctrl-C stops it, and everything is lost.");
    }
}
