using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.Hosting;

namespace Tollgate.Billing;

/// <summary>Looks at the inbox every second and when an event comes in; every node does, and each subscription is claimed by one.</summary>
internal sealed class WebhookWorker(
    WebhookProcessor processor, IPaymentProvider provider, IWebhookInbox inbox, InboxSignal signal, IOptions<InboxOptions> options, TimeProvider time, ILogger<WebhookWorker> logger) : BackgroundService
{
    private const string Work = "webhook_inbox";
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(30);
    private bool _isWorking = true;
    private long? _countedAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        BackgroundFailures.StartAtZero(Work);
        if (provider.IsLive is not null)
        {
            InboxMeter.StartAtZero();
        }

        while (provider.IsLive is not null && !stoppingToken.IsCancellationRequested)
        {
            await signal.WaitAsync(options.Value.Interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested)
            {
                await WorkAsync(stoppingToken);
            }
        }
    }

    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        try
        {
            await processor.RunAsync(stoppingToken);
            if (_countedAt is not { } counted || time.GetElapsedTime(counted) >= CountEvery)
            {
                InboxMeter.Record(await inbox.CountAsync(stoppingToken));
                _countedAt = time.GetTimestamp();
            }

            _isWorking = true;
        }
#pragma warning disable CA1031 // while the host ends, its services may be gone already
        catch (Exception exception) when (stoppingToken.IsCancellationRequested || exception is ObjectDisposedException)
#pragma warning restore CA1031
        {
            // What was claimed is taken again when the claim has ended.
        }
#pragma warning disable CA1031 // The database may be away for hours; the inbox keeps everything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            BackgroundFailures.Add(Work);
            if (_isWorking)
            {
                InboxLog.InboxFailed(logger, exception);
            }

            _isWorking = false;
        }
    }
}
