using Xunit;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Tollgate.Entitling;
using Tollgate.Hosting;
using Tollgate.Identifying;
using Tollgate.Limiting;
using Tollgate.Recording;
using Tollgate.Testing;

namespace Tollgate.AspNetCore.Tests.Testing;

/// <summary>An API behind Tollgate on real Kestrel, with a ledger in memory and a clock that stands still at 02:30:19.</summary>
public sealed class TollgateApp : IAsyncDisposable
{
    private WebApplication? _app;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 24, 2, 30, 19, TimeSpan.Zero));

    public Customers Customers { get; } = new();

    public DailyCounts DailyCounts { get; } = new();

    public LogLines Logs { get; } = new();

    public Dictionary<string, string?> Settings { get; } = [];

    public Action<IServiceCollection> Services { get; set; } = static _ => { };

    public Action<WebApplication> Pipeline { get; set; } = static app => app.UseTollgate();

    public HttpClient Client { get; private set; } = new();

    public Uri Address => Client.BaseAddress!;

    public IServiceProvider Provider => _app!.Services;

    /// <summary>Starts the API with its endpoints.</summary>
    public async Task<TollgateApp> StartAsync(Action<WebApplication> endpoints)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Logging.ClearProviders().AddProvider(Logs);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton(new NodeIdentity("node1"));
        builder.Services.AddSingleton<IQuotaLedger>(new InMemoryQuotaLedger(() => Clock.GetUtcNow().ToUnixTimeMilliseconds()));
        builder.Services.AddSingleton<INodeRegistry, SingleNode>();
        builder.Services.AddSingleton<IEntitlementStore>(Customers);
        builder.Services.AddSingleton<IDailyRequestCounter>(DailyCounts);
        builder.Services.AddSingleton<IChangeFeed>(new SilentFeed());
        builder.Services.AddTollgate(t => t.AddHttp());
        builder.Services.Remove(builder.Services.Single(s => s.ImplementationType?.Name == "KeyUseWorker")); // no store to note it in
        Services(builder.Services);
        _app = builder.Build();
        Pipeline(_app);
        endpoints(_app);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        Client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
        return this;
    }

    /// <summary>GET with a key; without one when null.</summary>
    public Task<HttpResponseMessage> GetAsync(string path, string? key, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, key, headers);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? key, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>How many of so many requests are let through.</summary>
    public static async Task<int> CountAdmittedAsync(int requests, Func<int, Task<HttpResponseMessage>> send)
    {
        var admitted = 0;
        for (var i = 0; i < requests; i++)
        {
            using var response = await send(i);
            admitted += response.StatusCode == HttpStatusCode.OK ? 1 : 0;
        }

        return admitted;
    }

    /// <summary>Shuts down in order.</summary>
    public Task StopAsync() => _app!.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }
}
