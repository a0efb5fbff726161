using System.Text.Json.Nodes;
using Tollgate.StripeFake;

namespace Tollgate.Server.Demo;

/// <summary>A Stripe account in memory for a first look: a small catalogue, and the gateway as receiver of its events.</summary>
internal sealed class DemoStripe : IAsyncDisposable
{
    private readonly StripeFakeServer _server;
    private readonly IReadOnlyDictionary<string, JsonObject> _catalogue;

    private DemoStripe(StripeFakeServer server, IReadOnlyDictionary<string, JsonObject> catalogue) => (_server, _catalogue) = (server, catalogue);

    /// <summary>Where it answers, e.g. "http://127.0.0.1:12111".</summary>
    public string Url => _server.Address.ToString().TrimEnd('/');

    /// <summary>The secret key that it accepts.</summary>
    public string ApiKey => _server.ApiKey;

    /// <summary>The price of the plan, 29.00 a month.</summary>
    public string Price => IdOf("price");

    /// <summary>The metered price, 0.05 a unit.</summary>
    public string OveragePrice => IdOf("overage");

    /// <summary>The event name of the meter.</summary>
    public string Meter => _catalogue["meter"]["event_name"]!.GetValue<string>();

    /// <summary>Starts it with the catalogue.</summary>
    /// <param name="port">The port of the loopback address; 0 takes a free one.</param>
    /// <param name="webhookUrl">Who gets the events.</param>
    /// <param name="webhookSecret">What they are signed with.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<DemoStripe> StartAsync(int port, Uri webhookUrl, string webhookSecret, CancellationToken cancellationToken)
    {
        var server = await StripeFakeServer.StartAsync(new StripeFakeOptions { Port = port }, cancellationToken);
        var catalogue = await server.SeedAsync(await ReadCatalogueAsync(cancellationToken), cancellationToken);
        server.Webhooks.Add(webhookUrl, secret: webhookSecret);
        return new DemoStripe(server, catalogue);
    }

    /// <summary>Waits until the process is told to stop; fails when something in the fake failed.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) =>
        await await Task.WhenAny(_server.WaitForStopAsync(cancellationToken), _server.Completion);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task<string> ReadCatalogueAsync(CancellationToken cancellationToken)
    {
        await using var stream = typeof(DemoStripe).Assembly.GetManifestResourceStream("demo/stripe-catalogue.json")!;
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    private string IdOf(string name) => _catalogue[name]["id"]!.GetValue<string>();
}
