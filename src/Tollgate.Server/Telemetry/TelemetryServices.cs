using System.Diagnostics.Metrics;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Tollgate.Hosting;
using Tollgate.Limiting;
using Tollgate.Server.Gateway;

namespace Tollgate.Server.Telemetry;

/// <summary>Registers metrics, which Prometheus fetches from the admin listener, and what goes to an OTLP collector when one is named.</summary>
internal static class TelemetryServices
{
    /// <summary>Series of one metric at most: outcomes, results and status codes times a generous number of routes.</summary>
    private const int MaxSeries = 2_000;

    private static readonly string[] Meters =
    [
        "Tollgate.*", "Npgsql", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime",
    ];

    /// <summary>Adds metrics, and spans when somebody takes them.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, OtlpSettings otlp)
    {
        services.Configure<PrometheusAspNetCoreOptions>(prometheus => prometheus.ScrapeResponseCacheDurationMilliseconds = 0);
        var telemetry = services.AddOpenTelemetry().WithMetrics(metrics => AddMetrics(metrics, otlp));
        if (otlp.Traces)
        {
            telemetry.WithTracing(AddTraces);
        }

        return services;
    }

    private static void AddMetrics(MeterProviderBuilder metrics, OtlpSettings otlp)
    {
        metrics.ConfigureResource(resource => resource.AddDetector(Identify)).AddMeter(Meters).SetMaxMetricStreams(500)
            .AddView(ViewOf)
            .AddPrometheusExporter();
        if (otlp.Metrics)
        {
            metrics.AddOtlpExporter();
        }
    }

    /// <summary>Pools are named after their connection strings, and connections after upstreams' addresses that come and go: neither becomes a label.</summary>
    private static MetricStreamConfiguration ViewOf(Instrument instrument) => instrument.Name switch
    {
        "db.client.operation.duration" => new MetricStreamConfiguration { TagKeys = ["error.type"], CardinalityLimit = MaxSeries },
        "http.client.request.duration" => new MetricStreamConfiguration { CardinalityLimit = MaxSeries },
        var name when name.StartsWith("db.client.", StringComparison.Ordinal) || name.StartsWith("http.client.", StringComparison.Ordinal) =>
            MetricStreamConfiguration.Drop,
        _ => new MetricStreamConfiguration { CardinalityLimit = MaxSeries },
    };

    /// <summary>Scrapes and health checks are not traced: they would outnumber what matters.</summary>
    private static void AddTraces(TracerProviderBuilder traces) => traces
        .ConfigureResource(resource => resource.AddDetector(Identify))
        .AddSource("Tollgate", "Npgsql", "Yarp.ReverseProxy")
        .AddAspNetCoreInstrumentation(requests => requests.Filter = context => !Listeners.IsAdmin(context))
        .AddHttpClientInstrumentation()
        .AddProcessor(new DiscreetSpans()) // before the exporter
        .AddOtlpExporter();

    private static NodeResource Identify(IServiceProvider services) => new(services.GetRequiredService<NodeIdentity>());

    private sealed class NodeResource(NodeIdentity node) : IResourceDetector
    {
        public Resource Detect() => ResourceBuilder.CreateEmpty()
            .AddService("tollgate", serviceVersion: NodeVersion.Current, autoGenerateServiceInstanceId: false, serviceInstanceId: node.Name)
            .Build();
    }
}
