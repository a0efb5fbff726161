using Tollgate.Entitling;
using Tollgate.Identifying;
using Tollgate.Limiting;
using Tollgate.Server.Replay;

namespace Tollgate.Server.Databases;

/// <summary>A limiter on a database of its own, which is deleted afterwards; its clock is set by hand.</summary>
internal sealed class ScratchLedger : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private ScratchLedger(ServiceProvider services, ReplayClock clock)
    {
        _services = services;
        Clock = clock;
    }

    public ReplayClock Clock { get; }

    public IRateLimiter Limiter => _services.GetRequiredService<IRateLimiter>();

    public IScopeMatcher Scopes => _services.GetRequiredService<IScopeMatcher>();

    public IdentifyingOptions Identifying { get; } = new();

    public static async Task<ScratchLedger> StartAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        var clock = new ReplayClock();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(clock);
        return new ScratchLedger(services.BuildServiceProvider(), clock);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
