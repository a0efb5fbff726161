using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tollgate.Hosting;

namespace Tollgate.Limiting;

/// <summary>Runs the ledger's writers with the host and tells the other nodes that this one is alive.</summary>
internal sealed class LimitingWorker(
    LedgerPump pump, LeaseBook book, LimitingGauges gauges, NodeIdentity node, INodeRegistry nodes, TimeProvider time, ILogger<LimitingWorker> logger)
    : BackgroundService
{
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MeasureInterval = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        LimitingMeter.StartAtZero();
        BackgroundFailures.StartAtZero("heartbeat");
        pump.Start();
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await pump.StopAsync(cancellationToken);
        await TryAsync(() => nodes.LeaveAsync(node.Name, cancellationToken));
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(HeartbeatAsync(stoppingToken), MeasureAsync(stoppingToken));

    /// <summary>Apart from the heartbeat, which hangs when the database does: that is when the numbers are looked at.</summary>
    private async Task MeasureAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(MeasureInterval, time);
        do
        {
            gauges.Record();
        }
        while (await TickAsync(timer, stoppingToken));
    }

    private async Task HeartbeatAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(HeartbeatInterval, time);
        do
        {
            await TryAsync(async () =>
            {
                var alive = await nodes.HeartbeatAsync(node.Name, stoppingToken);
                lock (book.Gate)
                {
                    book.Nodes = Math.Max(1, alive);
                }
            });
        }
        while (await TickAsync(timer, stoppingToken));
    }

    private static async Task<bool> TickAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task TryAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (OperationCanceledException)
        {
            // stopping
        }
#pragma warning disable CA1031 // a missed heartbeat costs lease sizing, never the node
        catch (Exception exception)
#pragma warning restore CA1031
        {
            BackgroundFailures.Add("heartbeat");
            Log.HeartbeatFailed(logger, book.Nodes, exception);
        }
    }
}
