using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.Hosting;

namespace Tollgate.Billing.Metering;

/// <summary>Works out and sends metered usage every few minutes. Any number of nodes may: they share the work.</summary>
internal sealed class MeteringWorker(
    IOptions<MeteringOptions> options,
    HostStart start,
    TimeProvider time,
    ILogger<MeteringWorker> logger,
    IMeteringStore? store = null,
    SyncMetering? metering = null,
    IPaymentProvider? provider = null) : BackgroundService
{
    private const string Work = "metering";
    private const double Spread = 0.2; // so that nodes do not begin at the same moment
    private const int ShareOfTime = 10;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(20); // the end of a period must not be missed

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (store is null || metering is null || !options.Value.Enabled)
        {
            return;
        }

        BackgroundFailures.StartAtZero(Work);
        MeteringMeters.StartAtZero();
        await start.WaitAsync(stoppingToken);
        if (stoppingToken.IsCancellationRequested)
        {
            return;
        }

        await MeasureAsync(store, stoppingToken);
        if (provider is null)
        {
            return; // nobody to send anything to
        }

        var pause = options.Value.Interval;
        while (!stoppingToken.IsCancellationRequested)
        {
#pragma warning disable CA5394 // a spread in time is no secret
            var spread = pause * (1 + (Spread * (Random.Shared.NextDouble() - 0.5)));
#pragma warning restore CA5394
            await Task.Delay(spread, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested)
            {
                pause = await MeterAsync(metering, stoppingToken);
            }
        }
    }

    /// <summary>The gauges do not wait for the first round.</summary>
    private async Task MeasureAsync(IMeteringStore outbox, CancellationToken cancellationToken)
    {
        try
        {
            MeteringMeters.Record(await outbox.ReadFiguresAsync(cancellationToken), time.GetUtcNow());
        }
#pragma warning disable CA1031 // the database may be away for a while, or the node stops; the next round measures
        catch (Exception)
#pragma warning restore CA1031
        {
            BackgroundFailures.Add(Work);
        }
    }

    /// <summary>Meters; how long to wait then.</summary>
    private async Task<TimeSpan> MeterAsync(SyncMetering sync, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            var report = await sync.RunAsync(looksBack: false, null, cancellationToken);
            MeteringMeters.Record(report.Figures, time.GetUtcNow());
            if (report.Sent > 0 || report.Failed > 0)
            {
                Log.Metered(logger, report.Sent, report.SentUnits, report.Failed, report.Unknown);
            }
        }
#pragma warning disable CA1031 // while the host ends, its services may be gone already
        catch (Exception exception) when (cancellationToken.IsCancellationRequested || exception is ObjectDisposedException)
#pragma warning restore CA1031
        {
            // What was asked and not answered is asked again.
        }
#pragma warning disable CA1031 // the database may be away for a while
        catch (Exception exception)
#pragma warning restore CA1031
        {
            BackgroundFailures.Add(Work);
            Log.NotMetered(logger, options.Value.Interval, exception);
        }

        var least = time.GetElapsedTime(started) * ShareOfTime;
        return least > LongestPause ? LongestPause : least > options.Value.Interval ? least : options.Value.Interval;
    }
}
