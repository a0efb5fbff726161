using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Tollgate.Watching;

/// <summary>Asks the rules every interval: each node its own affairs, and one node those of all.</summary>
internal sealed class AlertWorker(AlertWatch watch, IOptions<AlertsOptions> options, TimeProvider time, ILogger<AlertWorker> logger) : BackgroundService
{
    private bool _isWorking = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.Value.Enabled && !stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.Value.Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested)
            {
                await RunAsync(stoppingToken);
            }
        }
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            await watch.RunLocalAsync(stoppingToken);
            await watch.RunAsync(options.Value.Interval * 0.9, stoppingToken); // a little less, or a timer that comes a moment early would skip a turn
            _isWorking = true;
        }
#pragma warning disable CA1031 // while the host ends, its services may be gone already
        catch (Exception exception) when (stoppingToken.IsCancellationRequested || exception is ObjectDisposedException)
#pragma warning restore CA1031
        {
            // stopping
        }
#pragma warning disable CA1031 // The database may be away; the next turn looks again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (_isWorking)
            {
                Log.PassFailed(logger, exception);
            }

            _isWorking = false;
        }
    }
}
