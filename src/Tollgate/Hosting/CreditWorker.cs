using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tollgate.Billing.Crediting;

namespace Tollgate.Hosting;

/// <summary>Expires credits on the second, on every node: whoever comes first does it, the others find nothing to do.</summary>
internal sealed class CreditWorker(ICreditStore credits, HostStart start, TimeProvider time, ILogger<CreditWorker> logger) : BackgroundService
{
    /// <summary>Grants that another node made may expire sooner than what was known here.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(100);

    /// <summary>Longer than any lease: what came back later waits for the hourly job.</summary>
    private static readonly TimeSpan Recently = TimeSpan.FromMinutes(2);

    private readonly CreditExpiry _expiry = new(credits);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        BackgroundFailures.StartAtZero("credit_expiry");
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await start.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            var sleep = await PassAsync(stoppingToken);
            await Task.Delay(sleep, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Expires what is due; says how long to sleep.</summary>
    private async Task<TimeSpan> PassAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _expiry.RunAsync(Recently, cancellationToken);
            var next = await credits.NextExpiryAsync(cancellationToken) ?? LongestSleep;
            return next < ShortestSleep ? ShortestSleep : next < LongestSleep ? next : LongestSleep;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }
#pragma warning disable CA1031 // The database may be away for a while; the credits expire when it is back.
        catch (Exception error)
#pragma warning restore CA1031
        {
            BackgroundFailures.Add("credit_expiry");
            CreditLog.NotExpired(logger, error);
            return LongestSleep;
        }
    }
}
