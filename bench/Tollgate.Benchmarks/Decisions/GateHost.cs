using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Hosting;
using Tollgate.Limiting;

namespace Tollgate.Benchmarks.Decisions;

/// <summary>One node's limiter with its writers, and nothing else of the product.</summary>
internal sealed class GateHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private GateHost(ServiceProvider services) => _services = services;

    /// <summary>Decides.</summary>
    public IRateLimiter Limiter => _services.GetRequiredService<IRateLimiter>();

    /// <summary>The state behind the decisions.</summary>
    public LeaseBook Book => _services.GetRequiredService<LeaseBook>();

    /// <summary>Starts one; requests wait for the ledger as long as it takes, so that none is lost to a slow moment of the machine.</summary>
    /// <param name="addLedger">Registers the ledger.</param>
    public static async Task<GateHost> StartAsync(Func<IServiceCollection, Task> addLedger)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.Configure<LimitingOptions>(o => o.DecisionTimeout = TimeSpan.FromSeconds(10));
        await addLedger(services);
        services.AddTollgateLimiting();
        var host = new GateHost(services.BuildServiceProvider());
        host._services.GetRequiredService<LedgerPump>().Start();
        return host;
    }

    /// <summary>Hands all units on lease back.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _services.GetRequiredService<LedgerPump>().StopAsync(cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
