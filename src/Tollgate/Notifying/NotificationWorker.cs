using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Tollgate.Notifying;

/// <summary>Looks at the outbox every few seconds; every node does, and each row is claimed by one.</summary>
internal sealed class NotificationWorker(
    NotificationSender sender, IOptions<NotificationOptions> options, TimeProvider time, ILogger<NotificationWorker> logger) : BackgroundService
{
    private bool _isWorking = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.Value.Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested)
            {
                await SendAsync(stoppingToken);
            }
        }
    }

    private async Task SendAsync(CancellationToken stoppingToken)
    {
        try
        {
            await sender.SendDueAsync(stoppingToken);
            _isWorking = true;
        }
#pragma warning disable CA1031 // while the host ends, its services may be gone already
        catch (Exception exception) when (stoppingToken.IsCancellationRequested || exception is ObjectDisposedException)
#pragma warning restore CA1031
        {
            // What was claimed is taken again when the claim has ended.
        }
#pragma warning disable CA1031 // The database may be away for hours; the outbox keeps everything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (_isWorking)
            {
                Log.OutboxFailed(logger, exception);
            }

            _isWorking = false;
        }
    }
}
