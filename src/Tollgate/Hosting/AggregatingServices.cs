using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tollgate.Aggregating;

namespace Tollgate.Hosting;

/// <summary>Registers the summing of recorded usage; the store behind it comes with the database, and without one nothing is summed.</summary>
internal static class AggregatingServices
{
    public static IServiceCollection AddTollgateAggregating(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SummaryWorker>());
        return services;
    }

    /// <summary>Adds what a database with a store of sums can do; the database calls it.</summary>
    internal static IServiceCollection AddTollgateSums(this IServiceCollection services)
    {
        services.TryAddSingleton(static provider => new SumUsage(
            provider.GetRequiredService<IUsageSummaryStore>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SumUsage>>()));
        return services;
    }
}
