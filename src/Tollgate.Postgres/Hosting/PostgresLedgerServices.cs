using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Tollgate.Administering;
using Tollgate.Limiting;
using Tollgate.Postgres.Administering;
using Tollgate.Postgres.Limiting;

namespace Tollgate.Postgres.Hosting;

/// <summary>Registers what keeps units in PostgreSQL.</summary>
public static class PostgresLedgerServices
{
    /// <summary>Adds the quota ledger, the node registry and the doctor of a PostgreSQL database.</summary>
    /// <param name="services">Where to add them.</param>
    /// <param name="connectionString">The database, migrated by the time the host starts.</param>
    public static IServiceCollection AddPostgresLedger(this IServiceCollection services, string connectionString)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IQuotaLedger>(provider => new PostgresQuotaLedger(
            connectionString, 1 + provider.GetRequiredService<IOptions<LimitingOptions>>().Value.Writers)); // one more to read with
        services.TryAddSingleton<INodeRegistry>(_ => new PostgresNodeRegistry(connectionString));
        services.TryAddSingleton<IDatabaseDoctor>(provider => new PostgresDoctor(connectionString, provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
