using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.Recording;

namespace Tollgate.Aggregating;

/// <summary>Sums new usage every few minutes. Any number of nodes may: whoever comes second finds nothing to do.</summary>
internal sealed class SummaryWorker(
    IOptions<AggregatingOptions> options, IUsageRecorder recorder, TimeProvider time, ILogger<SummaryWorker> logger, SumUsage? summing = null) : BackgroundService
{
    private const double Spread = 0.2; // so that nodes do not begin at the same moment
    private const int ShareOfTime = 10;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (summing is null || !options.Value.Enabled || !recorder.IsEnabled)
        {
            return;
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
                pause = await SumAsync(summing, stoppingToken);
            }
        }
    }

    /// <summary>Sums; how long to wait then.</summary>
    private async Task<TimeSpan> SumAsync(SumUsage sum, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            await sum.RunAsync(null, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The node stops; the hour stays marked.
        }
#pragma warning disable CA1031 // the database may be away for a while
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.NotSummed(logger, options.Value.Interval, exception);
        }

        var least = time.GetElapsedTime(started) * ShareOfTime;
        return least > options.Value.Interval ? least : options.Value.Interval;
    }
}
