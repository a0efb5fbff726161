using System.CommandLine;
using Tollgate.Server.Admin;
using Tollgate.Server.Databases;
using Tollgate.Server.Demo;
using Tollgate.Server.Gateway;
using Tollgate.Server.Telemetry;

namespace Tollgate.Server.Commands;

/// <summary>Runs the gateway until it is told to stop.</summary>
internal sealed class ServeCommand : TollgateCommand
{
    private const string DecisionTimeout = "Tollgate:Limiting:DecisionTimeout";

    private readonly Option<bool> _demo = new("--demo") { Description = "Set up, and make a demo user and key per plan; with the demo API as upstream unless one is given" };
    private readonly Option<bool> _demoUpstream = new("--demo-upstream") { Description = "Use the built-in demo API as upstream" };
    private readonly Option<string?> _urls = Setting("--urls", "Addresses of public traffic, separated by ';'; default http://127.0.0.1:8080", "URLS");
    private readonly Option<string?> _adminUrls = Setting("--admin-urls", "Addresses of administration and health checks; default http://127.0.0.1:8081", "URLS");
    private readonly Option<string?> _http2Urls = Setting("--http2-urls", "Addresses of public HTTP/2 without TLS, for gRPC clients; default none", "URLS");
    private readonly Option<string?> _upstream = Setting("--upstream", "The API behind the gateway; default: routes of the section ReverseProxy in appsettings.json", "URL");

    public ServeCommand()
        : base("serve", "Run the gateway until Ctrl-C.")
    {
        Options.Add(_demo);
        Options.Add(_demoUpstream);
        Options.Add(_urls);
        Options.Add(_adminUrls);
        Options.Add(_http2Urls);
        Options.Add(_upstream);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var parsed = invocation.Parsed;
        var isDemo = parsed.GetValue(_demo);
        var configuration = ServerConfiguration.Build([.. isDemo ? DemoDefaults(invocation) : [], .. Overrides(invocation)]);
        var wantsDemoUpstream = parsed.GetValue(_demoUpstream)
            || (isDemo && string.IsNullOrEmpty(configuration[$"{ServerOptionsValidator.Section}:Upstream"]));
        var errors = new List<string>();
        var options = ServerOptionsValidator.Read(configuration, wantsDemoUpstream, errors);
        var listeners = Listeners.Parse(options, errors);
        OtlpSettings.Read(configuration, errors);
        if (errors.Count > 0)
        {
            throw new CommandFailedException([.. errors]);
        }

        var demoUsers = isDemo ? await SetUpDemoAsync(invocation, cancellationToken) : [];
        await using var demo = wantsDemoUpstream ? await DemoUpstream.StartAsync(cancellationToken) : null;
        var upstream = demo?.Url ?? (options.Upstream.Length > 0 ? options.Upstream : null);
        using var host = GatewayHost.Build(invocation.Database, configuration, listeners, upstream);
        await host.Services.GetRequiredService<SchemaCheck>().RequireAsync(cancellationToken); // before anything is written beside the database
        var webhooks = await WebhookStanding.ReadAsync(host.Services, cancellationToken);
        var token = host.Services.GetRequiredService<AdminToken>();
        await StartAsync(host, cancellationToken);
        webhooks.Warn(host.Services.GetRequiredService<ILogger<WebhookStanding>>());
        new ServeReport(invocation.Database, listeners, upstream, demo is not null, token.Path, webhooks, demoUsers).Write(invocation.Report);
        await host.WaitForShutdownAsync(cancellationToken);
        return CommandLine.Yes;
    }

    private static Option<string?> Setting(string name, string description, string help) => new(name) { Description = description, HelpName = help };

    private IEnumerable<KeyValuePair<string, string?>> Overrides(Invocation invocation) =>
        new (Option<string?> Option, string Setting)[]
        {
            (SharedOptions.Database, ServerConfiguration.DatabaseKey),
            (_urls, $"{ServerOptionsValidator.Section}:Urls"),
            (_adminUrls, $"{ServerOptionsValidator.Section}:AdminUrls"),
            (_http2Urls, $"{ServerOptionsValidator.Section}:Http2Urls"),
            (_upstream, $"{ServerOptionsValidator.Section}:Upstream"),
        }
        .Where(o => invocation.Parsed.GetValue(o.Option) is not null)
        .Select(o => KeyValuePair.Create(o.Setting, invocation.Parsed.GetValue(o.Option)));

    /// <summary>A demo runs on whatever machine there is: it rather waits for a slow disk than refuse.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> DemoDefaults(Invocation invocation) =>
        invocation.Configuration[DecisionTimeout] is null ? [KeyValuePair.Create(DecisionTimeout, (string?)"00:00:05")] : [];

    private static async Task<IReadOnlyList<DemoUser>> SetUpDemoAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = Toolbox.Create(invocation.Database, invocation.Configuration);
        return await new DemoUsers(toolbox).PrepareAsync(cancellationToken);
    }

    private static async Task StartAsync(IHost host, CancellationToken cancellationToken)
    {
        try
        {
            await host.StartAsync(cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new CommandFailedException($"{exception.Message} Stop what listens there, or choose another address with --urls and --admin-urls.");
        }
    }
}
