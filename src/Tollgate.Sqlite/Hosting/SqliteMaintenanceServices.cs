using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.EntityFrameworkCore.Maintaining;
using Tollgate.EntityFrameworkCore.Statements;
using Tollgate.Maintaining;
using Tollgate.Sqlite.Limiting;
using Tollgate.Sqlite.Maintaining;
using Tollgate.Sqlite.Statements;

namespace Tollgate.Sqlite.Hosting;

/// <summary>Registers what maintenance works on in SQLite.</summary>
internal static class SqliteMaintenanceServices
{
    public static IServiceCollection AddSqliteMaintenance(this IServiceCollection services, string connectionString)
    {
        if (services.Any(s => s.ServiceType == typeof(IJobHistory)))
        {
            return services; // a list of stale rows registered twice would be cleaned up twice
        }

        var file = LedgerFile.ConnectionString(connectionString);
        services.AddSingleton(new MaintenanceDatabase(cancellationToken => OpenAsync(file, cancellationToken)));
        services.AddSingleton<IJobHistory, JobHistory>();
        services.AddSingleton<IJobLocks, SqliteJobLocks>();
        services.AddSingleton<IStorageUpkeep, SqliteUpkeep>();
        services.AddStaleRows(StaleKind.CacheEntries, CacheStatements.CountExpired, CacheStatements.RemoveExpired);
        services.AddStaleRows(StaleKind.CacheEntriesWeekly, CacheStatements.CountExpired, CacheStatements.RemoveExpired);
        services.AddStaleRows(StaleKind.Changes, MaintenanceStatements.CountOldChanges, MaintenanceStatements.RemoveOldChanges);
        services.AddStaleRows(StaleKind.DeadNodes, MaintenanceStatements.CountDeadNodes, MaintenanceStatements.RemoveDeadNodes);
        services.AddStaleRows(StaleKind.DailyCounts, MaintenanceStatements.CountOldDailyCounts, MaintenanceStatements.ResetDailyCounts);
        services.AddStaleRows(StaleKind.JobHistory, JobStatements.CountOld, JobStatements.RemoveOld);
        services.AddStaleBillingRows(MaintenanceStatements.Before);
        services.AddStaleLedgerRows(StaleKind.AnonymousLedgerRows, StaleLedgerStatements.Anonymous);
        services.AddStaleLedgerRows(StaleKind.LedgerRows, StaleLedgerStatements.Ended);
        services.AddStaleLedgerRows(StaleKind.IdleSubjects, StaleLedgerStatements.Idle);
        return services;
    }

    private static void AddStaleLedgerRows(this IServiceCollection services, StaleKind kind, StaleLedgerStatements statements) =>
        services.AddSingleton<IStaleRows>(provider => new StaleLedgerRows(
            provider.GetRequiredService<MaintenanceDatabase>(), kind, statements.Count, statements.NextPage, statements.RemovePage));

    private static async Task<DbConnection> OpenAsync(string file, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(file);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = UsageStatements.Session;
        await command.ExecuteNonQueryAsync(cancellationToken);
        return connection;
    }
}
