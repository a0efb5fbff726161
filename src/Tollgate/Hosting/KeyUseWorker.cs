using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tollgate.Administering;
using Tollgate.Entitling;

namespace Tollgate.Hosting;

/// <summary>Stores when keys were last used, all of them in one statement, every fifteen seconds and at shutdown.</summary>
internal sealed class KeyUseWorker(CallerDirectory callers, IApiKeyStore keys, TimeProvider clock, ILogger<KeyUseWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        BackgroundFailures.StartAtZero("key_use");
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync(cancellationToken);
    }

    /// <summary>Stores what was noted; what can't be stored waits for the next time.</summary>
    internal async Task FlushAsync(CancellationToken cancellationToken)
    {
        var used = callers.Uses.Take();
        if (used.Count == 0)
        {
            return;
        }

        try
        {
            await keys.NoteUseAsync(used, clock.GetUtcNow(), cancellationToken);
        }
#pragma warning disable CA1031 // A display value must never stop the node.
        catch (Exception error)
#pragma warning restore CA1031
        {
            callers.Uses.PutBack(used);
            BackgroundFailures.Add("key_use");
            Log.KeyUseNotStored(logger, used.Count, error);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await FlushAsync(CancellationToken.None);
        }
    }
}
