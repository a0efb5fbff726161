using System.Globalization;
using Microsoft.Extensions.Options;

namespace Tollgate.Billing.Metering;

/// <summary>Compares what the provider has summed with what it has confirmed, for whatever was sent of late, and marks the events that differ.</summary>
/// <remarks>A confirmation is no bill: Stripe checks customer and meter only after it has answered. The mark is the event's error, and an alert.</remarks>
public sealed class VerifyMetering
{
    private const string Prefix = "The provider has";
    private const int MostGroups = 1_000;
    private const int MostEvents = 100;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Recent = TimeSpan.FromDays(3);
    private readonly IMeteringStore _store;
    private readonly IPaymentProvider? _provider;
    private readonly SendPace _pace;

    internal VerifyMetering(IMeteringStore store, IOptions<MeteringOptions> options, TimeProvider time, IPaymentProvider? provider) =>
        (_store, _provider, _pace) = (store, provider, new SendPace(options.Value.EventsPerSecond, time));

    /// <summary>Compares.</summary>
    /// <param name="progress">Hears the share that is done, 0 to 1; null for nobody.</param>
    /// <param name="cancellationToken">Stops between two questions.</param>
    /// <returns>Customers and meters that were compared, and events that differ.</returns>
    /// <exception cref="PaymentProviderException">The provider does not answer.</exception>
    public async Task<(int Compared, int Different)> RunAsync(Action<double>? progress, CancellationToken cancellationToken)
    {
        if (_provider?.IsLive is null)
        {
            return (0, 0);
        }

        var now = await _store.NowAsync(cancellationToken);
        var spans = await _store.FindSentAsync(now - Recent, now - MeteringLimits.Settling, MostGroups, cancellationToken);
        var different = 0;
        for (var done = 0; done < spans.Count; done++)
        {
            different += await CompareAsync(spans[done], now, cancellationToken);
            progress?.Invoke((done + 1d) / spans.Count);
        }

        return (spans.Count, different);
    }

    /// <summary>All at once; only where that differs, event by event.</summary>
    private async Task<int> CompareAsync(SentSpan span, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (from, until) = (MeterPlanner.Floor(span.From), MeterPlanner.Floor(span.Until) + Minute);
        var events = (await _store.ListBetweenAsync(span.Customer, span.Meter, from, until, cancellationToken))
            .Where(e => e.State is not (MeterEventState.Canceled or MeterEventState.Waived or MeterEventState.Failed)).ToList();
        if (!events.TrueForAll(e => e.State == MeterEventState.Sent && e.SentAt <= now - MeteringLimits.Settling))
        {
            return 0; // something is under way; the next look tells
        }

        if (await SumAsync(span, from, until, cancellationToken) == events.Sum(e => e.Units))
        {
            await MarkAsync(events.Where(e => e.Error is not null && e.Error.StartsWith(Prefix, StringComparison.Ordinal)), null, cancellationToken);
            return 0;
        }

        var different = 0;
        foreach (var meterEvent in events.OrderByDescending(e => e.SentAt).Take(MostEvents))
        {
            var minute = MeterPlanner.Floor(meterEvent.At);
            var has = await SumAsync(span, minute, minute + Minute, cancellationToken);
            if (has != meterEvent.Units)
            {
                different++;
                await MarkAsync(
                    [meterEvent], string.Create(CultureInfo.InvariantCulture, $"{Prefix} {has:N0} units of this event instead of {meterEvent.Units:N0}, although it confirmed it."), cancellationToken);
            }
        }

        return different;
    }

    private async Task<long> SumAsync(SentSpan span, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await _pace.WaitAsync(cancellationToken);
        return await _provider!.SumMeterAsync(span.Meter, span.Customer, from, until, cancellationToken);
    }

    private async Task MarkAsync(IEnumerable<MeterEvent> events, string? error, CancellationToken cancellationToken)
    {
        foreach (var meterEvent in events)
        {
            await _store.EndAsync(meterEvent, new MeterOutcome(MeterEventState.Sent, null, error), cancellationToken);
        }
    }
}
