using System.CommandLine;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Tollgate.Server.Demo;
using Tollgate.Stripe;

namespace Tollgate.Server.Commands;

/// <summary>Runs a Stripe account in memory until it is told to stop, for a first look without an account.</summary>
internal sealed class StripeFakeCommand : TollgateCommand
{
    private readonly Option<int> _port = new("--port") { Description = "Port of 127.0.0.1; 0 takes a free one", HelpName = "PORT", DefaultValueFactory = _ => 12111 };
    private readonly Option<string> _gateway = new("--gateway") { Description = "Address of the gateway that gets the events", HelpName = "URL", DefaultValueFactory = _ => "http://127.0.0.1:8080" };
    private readonly Option<string> _secret = new("--webhook-secret") { Description = "What events are signed with", HelpName = "SECRET", DefaultValueFactory = _ => "whsec_fake" };

    public StripeFakeCommand()
        : base("fake", "Run a Stripe account in memory until Ctrl-C, with a small catalogue to sell: for a first look and for tests, without an account.")
    {
        Options.Add(_port);
        Options.Add(_gateway);
        Options.Add(_secret);
        _port.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var port) && port is < 0 or > 65_535)
            {
                result.AddError($"--port is {port}; use 0 to 65535.");
            }
        });
        _gateway.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(Uri.TryCreate(token.Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            {
                result.AddError($"--gateway is '{Plans.Shown.Of(token.Value)}'; use an absolute address, e.g. http://127.0.0.1:8080.");
            }
        });
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var gateway = invocation.Parsed.GetRequiredValue(_gateway).TrimEnd('/');
        var secret = invocation.Parsed.GetRequiredValue(_secret);
        await using var stripe = await StartAsync(invocation.Parsed.GetValue(_port), gateway, secret, cancellationToken);
        Write(invocation.Report, stripe, gateway, secret);
        await stripe.WaitAsync(cancellationToken);
        return CommandLine.Yes;
    }

    private static async Task<DemoStripe> StartAsync(int port, string gateway, string secret, CancellationToken cancellationToken)
    {
        try
        {
            return await DemoStripe.StartAsync(port, new Uri(gateway + StripeEndpoints.WebhookPath), secret, cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new CommandFailedException($"{exception.Message} Stop what listens there, or choose another port with --port.");
        }
    }

    private static void Write(Report report, DemoStripe stripe, string gateway, string secret)
    {
        var settings = Settings(stripe, gateway, secret);
        if (report.Format == OutputFormat.Json)
        {
            report.Raw(JsonSerializer.Serialize(Shape(stripe, gateway, secret, settings), JsonSerializerOptions.Web) + "\n"); // one line: whoever started it waits for it
            return;
        }

        report.Line($"A fake Stripe account on {stripe.Url}, API version {StripePaymentProvider.ApiVersion}; it is kept in memory and forgotten at the end.");
        report.Line($"  prices    {stripe.Price} (29.00 USD a month), {stripe.OveragePrice} (0.05 USD a unit of the meter {stripe.Meter})");
        report.Line($"  webhooks  to {gateway}{StripeEndpoints.WebhookPath}");
        report.Line();
        report.Line("In the terminal of the gateway:");
        foreach (var (name, value) in settings)
        {
            report.Line($"  export {name}={value}");
        }

        report.Line("  tollgate setup && tollgate serve --demo-upstream");
        report.Line();
        report.Line("A plan to sell (plans.yaml, then tollgate plans apply plans.yaml):");
        report.Raw(PlanFile(stripe));
        report.Line();
        report.Line("Sell it, and go to the page that is printed; card 4242 pays:");
        report.Line("  tollgate users add ann && tollgate stripe checkout ann pro");
        report.Line("A month later:");
        report.Line($"  curl {stripe.Url}/_fake/clock -d to=$(( $(date +%s) + 32 * 86400 ))");
        report.Line();
        report.Line("The whole way is in docs/stripe.md. Ctrl-C stops it.");
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Settings(DemoStripe stripe, string gateway, string secret) =>
    [
        new("Tollgate__Stripe__ApiKey", stripe.ApiKey),
        new("Tollgate__Stripe__ApiBase", stripe.Url),
        new("Tollgate__Stripe__MeterEventsBase", stripe.Url),
        new("Tollgate__Stripe__WebhookSecrets__0", secret),
        new("Tollgate__Stripe__PublicUrl", gateway),
    ];

    private static object Shape(DemoStripe stripe, string gateway, string secret, IReadOnlyList<KeyValuePair<string, string>> settings) => new
    {
        status = "listening",
        processId = Environment.ProcessId,
        url = stripe.Url,
        apiKey = stripe.ApiKey,
        webhookUrl = gateway + StripeEndpoints.WebhookPath,
        webhookSecret = secret,
        price = stripe.Price,
        overagePrice = stripe.OveragePrice,
        meter = stripe.Meter,
        settings = settings.ToDictionary(),
    };

    private static string PlanFile(DemoStripe stripe) =>
        $$"""
        plans:
          - name: pro
            limits: { minute: 60, month: 20 }
            month: subscription
            price: {{stripe.Price}}
            overage: { meter: {{stripe.Meter}}, price: {{stripe.OveragePrice}}, unitAmount: "5", currency: usd }

        """;
}
