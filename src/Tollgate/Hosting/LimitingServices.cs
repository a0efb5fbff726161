using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.Limiting;

namespace Tollgate.Hosting;

/// <summary>Registers the limiter; the ledger behind it comes with the database.</summary>
public static class LimitingServices
{
    /// <summary>Adds the limiter and the worker that hands leases back when the host stops.</summary>
    public static IServiceCollection AddTollgateLimiting(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<NodeIdentity>();
        services.TryAddSingleton<HostStart>();
        services.TryAddSingleton(static provider => BookOf(provider));
        services.TryAddSingleton(static provider => new LedgerPump(
            provider.GetRequiredService<LeaseBook>(),
            provider.GetRequiredService<IQuotaLedger>(),
            OptionsOf(provider),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>().CreateLogger("Tollgate.Limiting")));
        services.TryAddSingleton(static provider => new QuotaBinder(provider.GetRequiredService<LeaseBook>(), OptionsOf(provider)));
        services.TryAddSingleton<LedgerReader>();
        services.TryAddSingleton(static provider => new LimitingGauges(provider.GetRequiredService<LeaseBook>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IRateLimiter>(static provider => new LeasedRateLimiter(
            provider.GetRequiredService<LeaseBook>(),
            provider.GetRequiredService<LedgerPump>(),
            provider.GetRequiredService<QuotaBinder>(),
            provider.GetRequiredService<LedgerReader>(),
            OptionsOf(provider),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<SubjectLimiter>();
        services.AddHostedService<LimitingWorker>();
        services.AddHostedService<LedgerWarmUp>();
        return services;
    }

    private static LimitingOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<LimitingOptions>>().Value;

    private static LeaseBook BookOf(IServiceProvider provider)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        var ticks = Math.Max(1, time.TimestampFrequency / 1_000);
        return new LeaseBook(
            OptionsOf(provider),
            ticks,
            new DatabaseClock(ticks, time.GetUtcNow().ToUnixTimeMilliseconds(), time.GetTimestamp()));
    }
}
