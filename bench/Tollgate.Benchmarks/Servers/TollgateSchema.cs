using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Administering;

namespace Tollgate.Benchmarks.Servers;

/// <summary>Tollgate's own services on a database, without a host.</summary>
internal static class TollgateSchema
{
    /// <summary>Creates the schema and returns the services.</summary>
    public static async Task<ServiceProvider> CreateAsync(string connectionString, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddTollgate().UsePostgres(connectionString);
        var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<ISchema>().MigrateAsync(cancellationToken);
        return provider;
    }
}
