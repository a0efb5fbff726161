using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tollgate.Hosting;

namespace Tollgate.Recording;

/// <summary>Moves the tally into the database every few seconds, and once more at shutdown.</summary>
internal sealed class DailyRequestWorker(
    DailyRequestTally tally, TimeProvider clock, ILogger<DailyRequestWorker> logger, IDailyRequestCounter? counter = null) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastChance = TimeSpan.FromSeconds(5);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        BackgroundFailures.StartAtZero("daily_requests");
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var deadline = new CancellationTokenSource(LastChance, clock);
        await FlushAsync(deadline.Token);
    }

    /// <summary>Stores what was counted so far; what could not be stored waits for the next flush.</summary>
    internal async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (counter is null)
        {
            return; // no database of ours: nothing is counted either
        }

        foreach (var requests in tally.Take())
        {
            try
            {
                await counter.AddAsync(requests.ByUserId, requests.Day, cancellationToken);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                tally.PutBack(requests);
                BackgroundFailures.Add("daily_requests");
                Log.DailyRequestsNotStored(logger, requests.ByUserId.Count, requests.Day, exception);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await FlushAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // StopAsync flushes once more.
        }
    }
}
