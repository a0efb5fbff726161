using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using System.Threading.RateLimiting;
using Tollgate.Benchmarks.Decisions;
using Tollgate.Benchmarks.Servers;
using Tollgate.Recording;
using Yarp.ReverseProxy.Configuration;

namespace Tollgate.Benchmarks.Http;

/// <summary>The apps that HTTP is measured with, each in a process of its own: this program, started with another first argument.</summary>
internal static class AppProcess
{
    /// <summary>The first argument that makes this program such an app.</summary>
    public const string Argument = "serve-app";

    /// <summary>An app that answers and does nothing else.</summary>
    public const string Bare = "bare";

    /// <summary>The same behind Tollgate's middleware; the extra argument is a database that is set up.</summary>
    public const string Middleware = "tollgate";

    /// <summary>The same with nothing recorded: the difference is what recording costs, PostgreSQL's part of it included.</summary>
    public const string Unrecorded = "tollgate-unrecorded";

    /// <summary>The same behind the framework's own limiter with four windows.</summary>
    public const string Framework = "framework";

    /// <summary>A proxy and nothing else; the extra argument is where it forwards to.</summary>
    public const string Proxy = "yarp";

    /// <summary>Starts an app on a port.</summary>
    public static Task<ServerProcess> StartAsync(string kind, int port, string? extra = null) => ServerProcess.StartAsync(
        ServerProcess.CreateFolder(),
        ["dotnet", Assembly.GetExecutingAssembly().Location, Argument, kind, port.ToString(CultureInfo.InvariantCulture), .. extra is null ? [] : new[] { extra }]);

    /// <summary>Is such an app until it is told to end.</summary>
    public static async Task<int> RunAsync(string kind, string port, string? extra)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        Add(builder.Services, kind, extra);
        await using var app = builder.Build();
        Use(app, kind);
        await app.RunAsync();
        return 0;
    }

    private static void Add(IServiceCollection services, string kind, string? extra)
    {
        switch (kind)
        {
            case Unrecorded:
                services.Configure<RecordingOptions>(o => o.Enabled = false);
                goto case Middleware;
            case Middleware:
                services.AddTollgate(tollgate => tollgate.UsePostgres(extra!).AddHttp().ConfigureLimiting(o => o.DecisionTimeout = TimeSpan.FromSeconds(10)));
                break;
            case Framework:
                services.AddRateLimiter(limiter => limiter.GlobalLimiter = FourWindows.Framework().WithTranslatedKey<Microsoft.AspNetCore.Http.HttpContext>(
                    context => context.Request.Headers["X-API-Key"].ToString(), leaveOpen: false));
                break;
            case Proxy:
                services.AddReverseProxy().LoadFromMemory(
                    [new RouteConfig { RouteId = "all", ClusterId = "all", Match = new RouteMatch { Path = "{**path}" } }],
                    [new ClusterConfig { ClusterId = "all", Destinations = new Dictionary<string, DestinationConfig> { ["only"] = new() { Address = extra! } } }]);
                break;
        }
    }

    private static void Use(WebApplication app, string kind)
    {
        app.UseRouting();
        _ = kind switch
        {
            Middleware or Unrecorded => app.UseTollgate(),
            Framework => app.UseRateLimiter(),
            _ => app,
        };
        if (kind == Proxy)
        {
            app.MapReverseProxy();
        }
        else
        {
            app.MapGet("/orders", () => "It works.");
        }
    }
}
