using System.Globalization;
using System.Net;
using System.Text.Json;
using Stripe;
using Tollgate.Billing;
using SdkMeters = Stripe.Billing;

namespace Tollgate.Stripe;

/// <summary>Meter events and what Stripe has summed of them.</summary>
public sealed partial class StripePaymentProvider
{
    /// <inheritdoc />
    public async Task SendMeterEventAsync(MeterEvent meterEvent, int generation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(meterEvent);
        try
        {
            await Call.WriteAsync(
                $"meter event {meterEvent.Identifier}",
                async (client, token) => (await client.V1.Billing.MeterEvents.CreateAsync(
                    new SdkMeters.MeterEventCreateOptions
                    {
                        EventName = meterEvent.Meter,
                        Identifier = meterEvent.Identifier,
                        Timestamp = meterEvent.At.UtcDateTime, // a time of no kind would be sent as local
                        Payload = new Dictionary<string, string>
                        {
                            ["stripe_customer_id"] = meterEvent.CustomerReference,
                            ["value"] = meterEvent.Units.ToString(CultureInfo.InvariantCulture),
                        },
                    },
                    new RequestOptions { IdempotencyKey = generation == 0 ? meterEvent.Identifier : $"{meterEvent.Identifier}~{generation}" },
                    token)).StripeResponse,
                cancellationToken);
        }
        catch (PaymentProviderException exception) when (exception.InnerException is StripeException { HttpStatusCode: HttpStatusCode.BadRequest } refused
            && refused.StripeError?.Message?.Contains("already exists with identifier", StringComparison.OrdinalIgnoreCase) == true)
        {
            // An earlier attempt got through.
        }
    }

    /// <inheritdoc />
    public async Task<bool> CancelMeterEventAsync(MeterEvent meterEvent, int generation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(meterEvent);
        try
        {
            await Call.WriteAsync(
                $"taking back meter event {meterEvent.Identifier}",
                async (client, token) => (await client.V1.Billing.MeterEventAdjustments.CreateAsync(
                    new SdkMeters.MeterEventAdjustmentCreateOptions
                    {
                        EventName = meterEvent.Meter,
                        Type = "cancel",
                        Cancel = new SdkMeters.MeterEventAdjustmentCancelOptions { Identifier = meterEvent.Identifier },
                    },
                    new RequestOptions { IdempotencyKey = generation == 0 ? $"{meterEvent.Identifier}-cancel" : $"{meterEvent.Identifier}-cancel~{generation}" },
                    token)).StripeResponse,
                cancellationToken);
            return true;
        }
        catch (PaymentProviderException exception) when (exception.IsPermanent)
        {
            return false; // later than 24 hours, or unknown
        }
    }

    /// <inheritdoc />
    public async Task<long> SumMeterAsync(string meter, string customerReference, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var id = await MeterIdAsync(meter, cancellationToken);
        var pages = PagesAsync(
            $"totals of meter {meter}",
            async (client, after, token) => (await client.V1.Billing.Meters.EventSummaries.ListAsync(
                id,
                After(new SdkMeters.MeterEventSummaryListOptions { Customer = customerReference, StartTime = from.UtcDateTime, EndTime = until.UtcDateTime, Limit = PageSize }, after),
                null,
                token)).StripeResponse,
            int.MaxValue,
            cancellationToken);
        var sum = 0m;
        await foreach (var json in pages)
        {
            sum += json.At("aggregated_value") is { ValueKind: JsonValueKind.Number } value && value.TryGetDecimal(out var units) ? units : 0;
        }

        return checked((long)Math.Round(sum));
    }

    private async Task<string> MeterIdAsync(string meter, CancellationToken cancellationToken)
    {
        if (_meterIds.TryGetValue(meter, out var known))
        {
            return known;
        }

        var pages = PagesAsync(
            "meters",
            async (client, after, token) => (await client.V1.Billing.Meters.ListAsync(
                After(new SdkMeters.MeterListOptions { Limit = PageSize }, after), null, token)).StripeResponse,
            int.MaxValue,
            cancellationToken);
        await foreach (var json in pages)
        {
            if (json.Text("event_name") == meter && json.Text("id") is { } id)
            {
                _meterIds.TryAdd(meter, id);
                return id;
            }
        }

        throw new PaymentProviderException($"Stripe has no meter with the event name '{meter}'.") { IsPermanent = true };
    }
}
