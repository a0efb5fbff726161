using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Tollgate.EntityFrameworkCore.Maintaining;
using Tollgate.EntityFrameworkCore.Statements;
using Tollgate.Maintaining;
using Tollgate.Postgres.Maintaining;
using Tollgate.Postgres.Statements;

namespace Tollgate.Postgres.Hosting;

/// <summary>Registers what maintenance works on in PostgreSQL.</summary>
internal static class PostgresMaintenanceServices
{
    private const string Key = MaintenanceConnections.ApplicationName;

    public static IServiceCollection AddPostgresMaintenance(this IServiceCollection services, string connectionString)
    {
        if (services.Any(s => s.ServiceType == typeof(IJobHistory)))
        {
            return services; // a list of stale rows registered twice would be cleaned up twice
        }

        services.AddKeyedSingleton<NpgsqlDataSource>(Key, (_, _) => MaintenanceConnections.Create(connectionString));
        services.AddSingleton(provider => new MaintenanceDatabase(cancellationToken => MaintenanceConnections.OpenAsync(SourceOf(provider), cancellationToken)));
        services.AddSingleton<IJobHistory, JobHistory>();
        services.AddSingleton<IJobLocks>(provider => new PostgresJobLocks(SourceOf(provider), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IStorageUpkeep>(provider => new PostgresUpkeep(SourceOf(provider)));
        services.AddStaleRows(StaleKind.CacheEntries, CacheStatements.CountExpired, CacheStatements.RemoveExpired);
        services.AddStaleRows(StaleKind.CacheEntriesWeekly, CacheStatements.CountExpired, CacheStatements.RemoveExpired);
        services.AddStaleRows(StaleKind.DeadNodes, MaintenanceStatements.CountDeadNodes, MaintenanceStatements.RemoveDeadNodes);
        services.AddStaleRows(StaleKind.DailyCounts, MaintenanceStatements.CountOldDailyCounts, MaintenanceStatements.ResetDailyCounts);
        services.AddStaleRows(StaleKind.JobHistory, JobStatements.CountOld, JobStatements.RemoveOld);
        services.AddStaleBillingRows(MaintenanceStatements.Before);
        services.AddStaleLedgerRows(StaleKind.AnonymousLedgerRows, StaleLedgerStatements.Anonymous);
        services.AddStaleLedgerRows(StaleKind.LedgerRows, StaleLedgerStatements.Ended);
        services.AddStaleLedgerRows(StaleKind.IdleSubjects, StaleLedgerStatements.Idle);
        return services;
    }

    private static NpgsqlDataSource SourceOf(IServiceProvider provider) => provider.GetRequiredKeyedService<NpgsqlDataSource>(Key);

    private static void AddStaleLedgerRows(this IServiceCollection services, StaleKind kind, StaleLedgerStatements statements) =>
        services.AddSingleton<IStaleRows>(provider => new StaleLedgerRows(
            provider.GetRequiredService<MaintenanceDatabase>(), kind, statements.Count, statements.NextPage, statements.RemovePage));
}
