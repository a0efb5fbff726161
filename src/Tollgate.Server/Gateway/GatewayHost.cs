using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using Tollgate.Hosting;
using Tollgate.Server.Admin;
using Tollgate.Server.Databases;
using Tollgate.Server.Maintaining;
using Tollgate.Server.Health;
using Tollgate.Server.Telemetry;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Tollgate.Server.Gateway;

/// <summary>Builds the host of the gateway: listeners, services and the two pipelines.</summary>
/// <remarks>The pipelines are separate branches with routes of their own: neither side can reach an endpoint of the other.</remarks>
internal static class GatewayHost
{
    private const int MaxRequestLine = 16 * 1024;

    /// <summary>Builds the host; nothing listens yet.</summary>
    public static IHost Build(DatabaseTarget database, IConfiguration configuration, Listeners listeners, string? upstream) => new HostBuilder()
        .UseContentRoot(Directory.GetCurrentDirectory())
        .ConfigureAppConfiguration(builder => builder.AddConfiguration(configuration))
        .ConfigureLogging(logging => AddLogging(logging, configuration))
        .ConfigureServices(services => AddServices(services, database, configuration, upstream))
        .ConfigureWebHost(web => web
            .UseKestrel((context, kestrel) => Configure(kestrel, context.Configuration, listeners))
            .Configure(UsePipelines))
        .UseConsoleLifetime(console => console.SuppressStatusMessages = true)
        .Build();

    /// <summary>Everything goes to standard error: standard output belongs to the answer.</summary>
    private static void AddLogging(ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Critical); // whoever asked the database reports its failure
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical); // a failed start is the command's error
        logging.AddFilter("Quartz.Impl.AdoJobStore.ConnectionAndTransactionHolder", LogLevel.None); // a transaction that a stop cancels can't be rolled back with the same token: closing the connection does it
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None); // with it on at any level, each request gets a trace of its own, for a log that is not written
        logging.AddFilter("Quartz.Impl.AdoJobStore", LogLevel.Error); // it takes every node that comes back for one that failed
        logging.AddFilter("Tollgate.Notifying", LogLevel.Information); // alerts are few, and the log is one of the places that they go to
        logging.AddConfiguration(configuration.GetSection("Logging"));
        logging.AddSimpleConsole(console => console.SingleLine = true);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static void AddServices(IServiceCollection services, DatabaseTarget database, IConfiguration configuration, string? upstream)
    {
        services.AddOptions<ServerOptions>().Bind(configuration.GetSection(ServerOptionsValidator.Section));
        services.AddOptions<HostOptions>().Configure<Microsoft.Extensions.Options.IOptions<ServerOptions>>(
            (host, server) => host.ShutdownTimeout = server.Value.ShutdownTimeout);
        services.AddTollgateOn(database, configuration);
        services.AddMaintenanceScheduling(database);
        services.AddTollgateWatchingWorkers();
        services.AddTollgateInboxWorkers();
        services.AddTollgateRestrictionWorker();
        services.AddHealth();
        services.AddTelemetry(OtlpSettings.Read(configuration, []));
        services.AddSingleton<ITransformProvider, CallerTransforms>();
        services.AddSingleton(provider => AdminToken.Load(
            provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<ServerOptions>>().Value.AdminToken, database));
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, AdminTokenHandler>(AdminTokenHandler.Name, null);
        services.AddAuthorizationBuilder().AddPolicy(
            AdminTokenHandler.Name, policy => policy.AddAuthenticationSchemes(AdminTokenHandler.Name).RequireAuthenticatedUser());
        services.AddRouting();
        services.AddProblemDetails();
        services.AddDataProtection().UseEphemeralDataProtectionProvider(); // the proxy asks for it; nothing that it protects outlives the process
        var proxy = services.AddReverseProxy();
        _ = upstream is null
            ? proxy.LoadFromConfig(configuration.GetSection("ReverseProxy"))
            : proxy.LoadFromMemory(UpstreamRoutes.Routes, UpstreamRoutes.Clusters(upstream));
    }

    private static void Configure(KestrelServerOptions kestrel, IConfiguration configuration, Listeners listeners)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestLineSize = MaxRequestLine;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
        kestrel.Configure(configuration.GetSection("Kestrel")); // certificates, and limits that an operator changes
        configuration.GetSection("Kestrel:Limits").Bind(kestrel.Limits);
        listeners.Bind(kestrel);
    }

    private static void UsePipelines(IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = Problems.UnexpectedAsync });
        app.MapWhen(ProbeEndpoints.Are, probes => probes.UseRouting().UseEndpoints(ProbeEndpoints.Map));
        app.MapLateWhen(Listeners.IsAdmin, admin => admin.UseRouting().UseAuthorization().UseEndpoints(AdminEndpoints.Map));
        app.MapWhen(PaymentEndpoints.Are, payments => payments.UseRouting().UseEndpoints(PaymentEndpoints.Map)); // neither limited nor forwarded
        app.Use(ClientHeaders.DropSpoofed);
        app.UseTollgateStrictPaths(); // before routing and limiting: the path that is charged is the path that is forwarded
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
