using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tollgate.Server.Databases;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Tollgate.Server.Gateway;

/// <summary>Builds the host of the gateway: listeners, services and the two pipelines.</summary>
/// <remarks>The pipelines are separate branches with routes of their own: neither side can reach an endpoint of the other.</remarks>
internal static class GatewayHost
{
    private const long MaxRequestLine = 16 * 1024;

    /// <summary>Builds the host; nothing listens yet.</summary>
    public static IHost Build(DatabaseTarget database, IConfiguration configuration, Listeners listeners, string? upstream) => new HostBuilder()
        .UseContentRoot(Directory.GetCurrentDirectory())
        .ConfigureAppConfiguration(builder => builder.AddConfiguration(configuration))
        .ConfigureLogging(logging => logging
            .AddConfiguration(configuration.GetSection("Logging"))
            .AddSimpleConsole(console => console.SingleLine = true)
            .SetMinimumLevel(LogLevel.Warning)
            .Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace))
        .ConfigureServices(services => AddServices(services, database, configuration, upstream))
        .ConfigureWebHost(web => web
            .UseKestrel((context, kestrel) => Configure(kestrel, context.Configuration, listeners))
            .Configure(UsePipelines))
        .UseConsoleLifetime(console => console.SuppressStatusMessages = true)
        .Build();

    private static void AddServices(IServiceCollection services, DatabaseTarget database, IConfiguration configuration, string? upstream)
    {
        services.AddOptions<ServerOptions>().Bind(configuration.GetSection(ServerOptionsValidator.Section));
        services.AddOptions<HostOptions>().Configure<Microsoft.Extensions.Options.IOptions<ServerOptions>>(
            (host, server) => host.ShutdownTimeout = server.Value.ShutdownTimeout);
        services.AddTollgateOn(database);
        services.AddTollgateHttp();
        services.AddSingleton<Readiness>();
        services.AddSingleton<ITransformProvider, CallerTransforms>();
        services.AddRouting();
        services.AddProblemDetails();
        var proxy = services.AddReverseProxy();
        _ = upstream is null
            ? proxy.LoadFromConfig(configuration.GetSection("ReverseProxy"))
            : proxy.LoadFromMemory(UpstreamRoutes.Routes, UpstreamRoutes.Clusters(upstream));
    }

    private static void Configure(KestrelServerOptions kestrel, IConfiguration configuration, Listeners listeners)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestLineSize = (int)MaxRequestLine;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
        kestrel.Configure(configuration.GetSection("Kestrel")); // certificates, and limits that an operator changes
        configuration.GetSection("Kestrel:Limits").Bind(kestrel.Limits);
        listeners.Bind(kestrel);
    }

    private static void UsePipelines(IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = Problems.UnexpectedAsync });
        app.MapWhen(Listeners.IsAdmin, admin => admin.UseRouting().UseEndpoints(AdminEndpoints.Map));
        app.Use(ClientHeaders.DropSpoofed);
        app.UseRouting();
        app.UseTollgate();
        app.UseEndpoints(endpoints =>
        {
            endpoints.MapReverseProxy(proxy =>
            {
                proxy.Use(Problems.ExplainUpstreamAsync);
                proxy.UseSessionAffinity();
                proxy.UseLoadBalancing();
                proxy.UsePassiveHealthChecks();
            });
            endpoints.MapFallback(Problems.NotFoundAsync);
        });
    }
}
