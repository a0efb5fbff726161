using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tollgate.Administering;
using Tollgate.Limiting;
using Tollgate.Sqlite.Administering;
using Tollgate.Sqlite.Limiting;

namespace Tollgate.Sqlite.Hosting;

/// <summary>Registers what keeps units in SQLite.</summary>
public static class SqliteLedgerServices
{
    /// <summary>Adds the quota ledger, the node registry and the doctor of a SQLite database.</summary>
    /// <param name="services">Where to add them.</param>
    /// <param name="connectionString">The database, migrated by the time the host starts: a path or a connection string.</param>
    public static IServiceCollection AddSqliteLedger(this IServiceCollection services, string connectionString)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IQuotaLedger>(provider => new SqliteQuotaLedger(connectionString, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<INodeRegistry>(provider => new SqliteNodeRegistry(connectionString, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IDatabaseDoctor>(provider => new SqliteDoctor(connectionString, provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
