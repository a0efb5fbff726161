namespace Tollgate.Server.Telemetry;

/// <summary>Where telemetry is sent, by the standard OpenTelemetry settings; the exporter itself reads the others (OTEL_EXPORTER_OTLP_HEADERS, …).</summary>
/// <param name="Traces">Whether spans are sent.</param>
/// <param name="Metrics">Whether metrics are sent.</param>
internal sealed record OtlpSettings(bool Traces, bool Metrics)
{
    /// <summary>The setting for all signals.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private const string MetricsEndpoint = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";

    /// <summary>Reads the settings; what is wrong is added to the errors.</summary>
    public static OtlpSettings Read(IConfiguration configuration, ICollection<string> errors)
    {
        foreach (var setting in (string[])[Endpoint, TracesEndpoint, MetricsEndpoint])
        {
            if (configuration[setting] is { Length: > 0 } url && !IsEndpoint(url))
            {
                errors.Add($"{setting} is not an address to send telemetry to; use http://HOST:PORT of an OTLP collector, e.g. http://localhost:4317");
            }
        }

        var isDisabled = string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase);
        return new OtlpSettings(
            !isDisabled && IsSet(configuration, Endpoint, TracesEndpoint),
            !isDisabled && IsSet(configuration, Endpoint, MetricsEndpoint));
    }

    private static bool IsSet(IConfiguration configuration, params string[] settings) => settings.Any(s => !string.IsNullOrEmpty(configuration[s]));

    private static bool IsEndpoint(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
}
