using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Tollgate.Server.Databases;
using Tollgate.Server.Gateway;
using Tollgate.Server.Tests.Commands;

namespace Tollgate.Server.Tests.Gateway;

/// <summary>A gateway with a database, a user with a key and an upstream of its own, all real and in this process.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private readonly TestFolder _folder;
    private readonly IHost _host;

    private TestGateway(TestFolder folder, IHost host, UpstreamServer upstream, Listeners listeners, string apiKey)
    {
        _folder = folder;
        _host = host;
        Upstream = upstream;
        ApiKey = apiKey;
        Public = new HttpClient { BaseAddress = new Uri(listeners.PublicUrls[0]) };
        Admin = new HttpClient { BaseAddress = new Uri(listeners.AdminUrls[0]) };
        Http2Url = listeners.Http2Urls[0];
    }

    /// <summary>The user whose key <see cref="ApiKey"/> is; plan "test" has 20 a day, 5 of them below /paths/expensive.</summary>
    public const string UserName = "ann%ä";

    public string ApiKey { get; }

    public UpstreamServer Upstream { get; }

    public HttpClient Public { get; }

    public HttpClient Admin { get; }

    public string Http2Url { get; }

    public Cli Cli => new(_folder.DatabasePath);

    public IServiceProvider Services => _host.Services;

    public string DatabasePath => _folder.DatabasePath;

    /// <summary>Starts everything.</summary>
    public static async Task<TestGateway> StartAsync(
        CancellationToken cancellationToken, HttpProtocols upstreamProtocols = HttpProtocols.Http1, params (string Key, string Value)[] settings)
    {
        var folder = new TestFolder();
        var cli = new Cli(folder.DatabasePath);
        (await cli.RunAsync("setup")).ExitCode.ShouldBe(0);
        var plans = folder.Write("plans.yaml", """
            plans:
              - { name: test, limits: { day: 20 }, scopes: [{ name: expensive, routes: ["/paths/expensive/{**rest}"], limits: { day: 5 } }] }
              - { name: anonymous, limits: { day: 3 } }
            """);
        (await cli.RunAsync("plans", "apply", plans)).ExitCode.ShouldBe(0);
        var apiKey = (await cli.JsonAsync("users", "add", UserName, "--plan", "test")).GetProperty("apiKey").GetString()!;
        var upstream = await UpstreamServer.StartAsync(upstreamProtocols, cancellationToken);
        var (host, listeners) = await StartHostAsync(folder.Database, upstream.Url, settings, cancellationToken);
        return new TestGateway(folder, host, upstream, listeners, apiKey);
    }

    /// <summary>Starts a gateway's host on free ports.</summary>
    public static async Task<(IHost Host, Listeners Listeners)> StartHostAsync(
        DatabaseTarget database, string upstream, IEnumerable<(string Key, string Value)> settings, CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("Tollgate:Limiting:DecisionTimeout", (string?)"00:00:30")]) // a busy machine is slow
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)))
            .Build();
        var errors = new List<string>();
        var options = new ServerOptions { Urls = "http://127.0.0.1:0", AdminUrls = "http://127.0.0.1:0", Http2Urls = "http://127.0.0.1:0" };
        var listeners = Listeners.Parse(options, errors);
        errors.ShouldBeEmpty();
        var host = GatewayHost.Build(database, configuration, listeners, upstream);
        await host.StartAsync(cancellationToken);
        return (host, listeners);
    }

    /// <summary>Sends a GET with the user's key.</summary>
    public Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellationToken, Action<HttpRequestMessage>? change = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-API-Key", ApiKey);
        change?.Invoke(request);
        return Public.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Public.Dispose();
        Admin.Dispose();
        await Upstream.DisposeAsync();
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        _folder.Dispose();
    }
}
