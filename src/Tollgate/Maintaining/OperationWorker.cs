using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tollgate.Hosting;

namespace Tollgate.Maintaining;

/// <summary>Measures jobs, alerts, notifications and billing once a minute, however often somebody collects the metrics.</summary>
internal sealed class OperationWorker(HostStart start, TimeProvider time, ILogger<OperationWorker> logger, IOperationFigures? figures = null) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private bool _isWorking = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (figures is null)
        {
            return;
        }

        BackgroundFailures.StartAtZero("operation_metrics");
        var startedAt = time.GetUtcNow();
        await start.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await MeasureAsync(figures, startedAt, stoppingToken);
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task MeasureAsync(IOperationFigures figures, DateTimeOffset startedAt, CancellationToken stoppingToken)
    {
        try
        {
            OperationMeters.Record(await figures.ReadAsync(stoppingToken), time.GetUtcNow(), startedAt);
            _isWorking = true;
        }
#pragma warning disable CA1031 // while the host ends, its services may be gone already
        catch (Exception exception) when (stoppingToken.IsCancellationRequested || exception is ObjectDisposedException)
#pragma warning restore CA1031
        {
            // stopping
        }
#pragma warning disable CA1031 // The gauges keep what they last had; the database may be away.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            BackgroundFailures.Add("operation_metrics");
            if (_isWorking)
            {
                Log.NotMeasured(logger, exception);
            }

            _isWorking = false;
        }
    }
}
