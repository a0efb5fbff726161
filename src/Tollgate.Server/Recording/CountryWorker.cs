using Microsoft.Extensions.Options;
using Tollgate.Recording;

namespace Tollgate.Server.Recording;

/// <summary>Opens the country database with the host, which does not start without it, and looks for a new one every ten seconds.</summary>
internal sealed class CountryWorker(CountryDatabase countries, IOptions<RecordingOptions> options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Enabled && countries.IsConfigured)
        {
            await Task.Run(countries.Open, cancellationToken);
            await base.StartAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                countries.Refresh();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the host stops
        }
    }
}
