using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.Hosting;

namespace Tollgate.Billing.Restricting;

/// <summary>Takes the steps of the ladder when they are due; every node looks every few seconds, one at a time does it.</summary>
internal sealed class RestrictionWorker(
    IDueRestrictions due, NodeIdentity node, IOptions<RestrictionOptions> options, TimeProvider time, ILogger<RestrictionWorker> logger) : BackgroundService
{
    private static readonly TimeSpan RemindEvery = TimeSpan.FromMinutes(5);
    private bool _isWorking = true;
    private bool _isRefreshed;
    private long? _remindedAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
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
            _isRefreshed = _isRefreshed || await due.ApplyAllAsync(node.Name, stoppingToken) is not null;
            await due.ApplyAsync(node.Name, stoppingToken);
            if (_remindedAt is not { } last || time.GetElapsedTime(last) >= RemindEvery)
            {
                await due.RemindAsync(stoppingToken);
                _remindedAt = time.GetTimestamp();
            }

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
                Log.StepsFailed(logger, exception);
            }

            _isWorking = false;
        }
    }
}
