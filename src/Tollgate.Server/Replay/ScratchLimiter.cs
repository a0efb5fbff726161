using Tollgate.Entitling;
using Tollgate.Hosting;
using Tollgate.Identifying;
using Tollgate.Limiting;
using Tollgate.Sqlite.Limiting;

namespace Tollgate.Server.Replay;

/// <summary>The real limiter on a throw-away ledger, with a clock that the replay sets.</summary>
internal sealed class ScratchLimiter : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly ScratchLedger _ledger;

    private ScratchLimiter(ServiceProvider services, ScratchLedger ledger, ReplayClock clock)
    {
        _services = services;
        _ledger = ledger;
        Clock = clock;
        Limiter = services.GetRequiredService<IRateLimiter>();
        Scopes = services.GetRequiredService<IScopeMatcher>();
    }

    /// <summary>The clock of the limiter and its ledger.</summary>
    public ReplayClock Clock { get; }

    /// <summary>The limiter.</summary>
    public IRateLimiter Limiter { get; }

    /// <summary>Finds endpoint groups by route.</summary>
    public IScopeMatcher Scopes { get; }

    /// <summary>How addresses are grouped: the defaults.</summary>
    public IdentifyingOptions Identifying { get; } = new();

    /// <summary>Makes the ledger and starts the limiter.</summary>
    public static async Task<ScratchLimiter> StartAsync(CancellationToken cancellationToken)
    {
        var clock = new ReplayClock();
        var ledger = await ScratchLedger.CreateAsync(clock, cancellationToken);
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton<IQuotaLedger>(ledger)
            .AddSingleton<INodeRegistry>(ledger)
            .AddLogging()
            .AddTollgateHttp()
            .AddTollgateLimiting()
            .BuildServiceProvider();
        foreach (var service in services.GetServices<IHostedService>())
        {
            await service.StartAsync(cancellationToken);
        }

        return new ScratchLimiter(services, ledger, clock);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
        await _ledger.DisposeAsync();
    }
}
