using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.Hosting;

namespace Tollgate.Billing.Metering;

/// <summary>Works out and sends usage of customers whose next invoice is near, as soon as that is told. What fails here is done with the next round.</summary>
internal sealed class UpcomingInvoiceWorker(
    MeteringSignal signal,
    IOptions<MeteringOptions> options,
    ILogger<UpcomingInvoiceWorker> logger,
    SyncMetering? metering = null,
    IPaymentProvider? provider = null) : BackgroundService
{
    private const string Work = "metering_upcoming";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (metering is null || provider?.IsLive is null || !options.Value.Enabled)
        {
            return;
        }

        BackgroundFailures.StartAtZero(Work);
        while (!stoppingToken.IsCancellationRequested)
        {
            await SendAsync(metering, stoppingToken);
        }
    }

    private async Task SendAsync(SyncMetering sync, CancellationToken cancellationToken)
    {
        try
        {
            await sync.SendAsync(await signal.TakeAsync(cancellationToken), cancellationToken);
        }
#pragma warning disable CA1031 // while the host ends, its services may be gone already
        catch (Exception exception) when (cancellationToken.IsCancellationRequested || exception is ObjectDisposedException)
#pragma warning restore CA1031
        {
            // The next round has it, here or on another node.
        }
#pragma warning disable CA1031 // the database may be away for a while
        catch (Exception exception)
#pragma warning restore CA1031
        {
            BackgroundFailures.Add(Work);
            Log.NotMetered(logger, options.Value.Interval, exception);
        }
    }
}
