using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.Hosting;

namespace Tollgate.Billing;

/// <summary>Has undelivered events fetched every quarter of an hour, by one node.</summary>
internal sealed class UndeliveredWorker(
    FetchUndelivered fetch, IPaymentProvider provider, IOptions<InboxOptions> options, TimeProvider time, ILogger<UndeliveredWorker> logger) : BackgroundService
{
    private const string Work = "undelivered_events";

    /// <summary>Several looks an interval, so that another node's death costs no whole one.</summary>
    private const int LooksPerInterval = 5;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        BackgroundFailures.StartAtZero(Work);
        while (provider.IsLive is not null && !stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.Value.UndeliveredInterval / LooksPerInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested)
            {
                await FetchAsync(stoppingToken);
            }
        }
    }

    private async Task FetchAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await fetch.TryRunAsync(options.Value.UndeliveredInterval, stoppingToken) is > 0 and var count)
            {
                InboxLog.UndeliveredFetched(logger, count);
            }
        }
#pragma warning disable CA1031 // while the host ends, its services may be gone already
        catch (Exception exception) when (stoppingToken.IsCancellationRequested || exception is ObjectDisposedException)
#pragma warning restore CA1031
        {
            // Another node fetches.
        }
#pragma warning disable CA1031 // The provider or the database may be away; the next round fetches what this one could not.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            BackgroundFailures.Add(Work);
            InboxLog.UndeliveredFailed(logger, exception.Message);
        }
    }
}
