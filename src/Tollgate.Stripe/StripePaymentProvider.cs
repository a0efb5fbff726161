using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Stripe;
using Tollgate.Billing;

namespace Tollgate.Stripe;

/// <summary>Stripe as billing sees it, through the official client; one client for the key, nothing static, no telemetry.</summary>
public sealed partial class StripePaymentProvider : IPaymentProvider, IDisposable
{
    private const int PageSize = 100;
    private const int MostEventPages = 100;

    private readonly Meter _meter = new("Tollgate.Stripe");
    private readonly HttpClient? _http;
    private readonly StripeCall? _call;
    private readonly ConcurrentDictionary<string, string> _meterIds = new(StringComparer.Ordinal);

    /// <summary>Creates the client; without a key every question fails.</summary>
    public StripePaymentProvider(IOptions<StripeOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        var settings = options.Value;
        IsLive = StripeKey.IsLive(settings.ApiKey);
        Budget = new ReadBudget(settings.ReadsPerHour, time);
        if (IsLive is null)
        {
            return;
        }

        // Observed, because nothing happens at the moment when the hour is over.
        _meter.CreateObservableGauge(
            "tollgate.stripe.reads_left", () => Budget.Left, "{request}", "Reads that this node may still ask of Stripe within the hour.");
        _http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = settings.Timeout };
        var client = new StripeClient(new StripeClientOptions
        {
            ApiKey = settings.ApiKey,
            ApiBase = settings.ApiBase.TrimEnd('/'),
            MeterEventsBase = settings.MeterEventsBase.TrimEnd('/'),
            ConnectBase = settings.ApiBase.TrimEnd('/'),
            FilesBase = settings.ApiBase.TrimEnd('/'),
            HttpClient = new SystemNetHttpClient(_http, settings.Retries, appInfo: null, enableTelemetry: false),
        });
        _call = new StripeCall(client, Budget, settings.Retries, time);
    }

    /// <inheritdoc />
    public string Name => "stripe";

    /// <inheritdoc />
    public bool? IsLive { get; }

    /// <summary>The API version of the client; events of another one are understood, but should be rare.</summary>
    public static string ApiVersion => StripeConfiguration.ApiVersion;

    /// <summary>Reads of this hour.</summary>
    internal ReadBudget Budget { get; }

    private StripeCall Call => _call ?? throw new PaymentProviderException("No Stripe key is configured (Tollgate:Stripe:ApiKey).");

    /// <inheritdoc />
    public ProviderEvent Read(string body) => StripeEventReader.Read(body);

    /// <inheritdoc />
    public void Dispose()
    {
        _meter.Dispose();
        _http?.Dispose();
    }

    private static T After<T>(T options, string? reference)
        where T : ListOptions
    {
        if (reference is not null)
        {
            options.StartingAfter = reference;
        }

        return options;
    }

    private static Uri UrlOf(JsonElement made, string what) => Uri.TryCreate(made.Text("url"), UriKind.Absolute, out var url)
        ? url
        : throw new PaymentProviderException($"Stripe's {what} has no address.") { IsOutcomeUnknown = true };

    private async IAsyncEnumerable<JsonElement> PagesAsync(
        string what, Func<StripeClient, string?, CancellationToken, Task<StripeResponse>> ask, int most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        for (var page = 0; page < most; page++)
        {
            if (await Call.ReadAsync(what, (client, token) => ask(client, after, token), cancellationToken) is not { } list)
            {
                yield break;
            }

            foreach (var item in list.List())
            {
                after = item.Text("id") ?? after;
                yield return item;
            }

            if (list.Flag("has_more") != true || after is null)
            {
                yield break;
            }
        }
    }
}
