using Npgsql;
using Quartz;
using Tollgate.Server.Databases;

namespace Tollgate.Server.Maintaining;

/// <summary>Registers what runs the jobs by itself.</summary>
internal static class SchedulingServices
{
    private const string TablePrefix = "quartz_";

    /// <summary>Firings that are later than this are run as one.</summary>
    private static readonly TimeSpan LateAt = TimeSpan.FromMinutes(1);

    /// <summary>Adds Quartz.NET: clustered in PostgreSQL, in memory for SQLite, whose one machine needs no cluster.</summary>
    public static IServiceCollection AddMaintenanceScheduling(this IServiceCollection services, DatabaseTarget database)
    {
        services.AddSingleton<JobSchedules>();
        services.AddSingleton<JobCare>();
        services.AddTransient<MaintenanceJob>();
        services.AddQuartz(quartz =>
        {
            quartz.UseDefaultThreadPool(3);
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "tollgate";
                scheduler.GenerateInstanceId = true;
                scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always;
            });
            quartz.UseInstanceIdGenerator<NodeInstanceId>();
            quartz.UseTimeProvider(TimeProvider.System);
            if (database.Kind == DatabaseKind.Postgres)
            {
                quartz.UsePersistentStore(store => UsePostgres(store, database));
            }
            else
            {
                quartz.UseInMemoryStore(store => store.MisfireThreshold = LateAt);
            }
        });
        services.AddHostedService<MaintenanceWorker>();
        return services;
    }

    private static void UsePostgres(IPersistentStoreBuilder store, DatabaseTarget database)
    {
        store.UsePostgres(new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            ApplicationName = "tollgate-quartz",
            MaxPoolSize = 4,
        }.ConnectionString);
        store.ConfigureStore(options =>
        {
            options.TablePrefix = TablePrefix;
            options.MisfireThreshold = LateAt;
        });
        store.UseClustering(cluster => cluster.CheckinInterval = TimeSpan.FromSeconds(5));
    }
}
