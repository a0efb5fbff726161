using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tollgate.Administering;
using Tollgate.Aggregating;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore;
using Tollgate.EntityFrameworkCore.Administering;
using Tollgate.EntityFrameworkCore.Entitling;
using Tollgate.EntityFrameworkCore.Hosting;
using Tollgate.Hosting;
using Tollgate.Postgres.Administering;
using Tollgate.Postgres.Aggregating;
using Tollgate.Postgres.CompiledModels;
using Tollgate.Postgres.Entitling;
using Tollgate.Postgres.Hosting;
using Tollgate.Postgres.Recording;
using Tollgate.Postgres.Statements;
using Tollgate.Postgres.Watching;
using Tollgate.Recording;
using Tollgate.Watching;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses PostgreSQL.</summary>
public static class PostgresTollgateBuilderExtensions
{
    /// <summary>Keeps everything in one PostgreSQL database that any number of nodes share; run setup once to create it.</summary>
    /// <param name="builder">Tollgate.</param>
    /// <param name="connectionString">An Npgsql connection string.</param>
    /// <param name="readDatabase">
    /// A connection string of standbys (Host=a,b) that reports and lists read from; null (default) to read everything from the primary, which
    /// is also read from while no standby answers.
    /// </param>
    /// <exception cref="ArgumentException">A text is no connection string, or names no host or database.</exception>
    public static TollgateBuilder UsePostgres(this TollgateBuilder builder, string connectionString, string? readDatabase = null)
    {
        var database = new PostgresDatabase(connectionString);
        var reads = readDatabase is null ? null : new PostgresDatabase(readDatabase).ConnectionString;
        builder.Services.TryAddSingleton(services => new ReadConnections(database, reads, services.GetRequiredService<TimeProvider>()));
        builder.Services.TryAddSingleton<IReadFreshness>(services => services.GetRequiredService<ReadConnections>());
        builder.Services.TryAddSingleton<IReadContexts, PostgresReadContexts>();
        builder.Services.AddTollgateRelationalStores();
        builder.Services.TryAddSingleton(WatchStatements.Dialect);
        builder.Services.TryAddSingleton(CreditStatements.Dialect);
        builder.Services.TryAddSingleton<IDatabaseGauges>(services => new PostgresGauges(database.ConnectionString, services.GetRequiredService<TimeProvider>()));
        builder.Services.TryAddSingleton(database);
        builder.Services.AddPostgresLedger(database.ConnectionString);
        builder.Services.TryAddSingleton<IUsageStore>(_ => new PostgresUsageStore(database.ConnectionString));
        builder.Services.TryAddSingleton<IUsageHistory, PostgresUsageHistory>();
        builder.Services.TryAddSingleton<IUsageSummaryStore>(services => new PostgresUsageSummaryStore(
            database.ConnectionString, services.GetRequiredService<ReadConnections>().OpenAsync));
        builder.Services.AddTollgateSums();
        builder.Services.AddPostgresMaintenance(database.ConnectionString);
        builder.Services.AddTollgateJournals(database.Identity, database.Name, static () => Path.Combine(
            Environment.GetEnvironmentVariable("STATE_DIRECTORY") is { Length: > 0 } state ? state : ".tollgate", "usage-journal"));
        builder.Services.AddPooledDbContextFactory<TollgateDbContext>(options => database.Configure(options.UseModel(TollgateDbContextModel.Instance)));
        builder.Services.TryAddSingleton<IChangePublisher, PostgresChangePublisher>();
        builder.Services.TryAddSingleton<IChangeFeed, PostgresChangeFeed>();
        builder.Services.TryAddSingleton<ISchema>(services => new Schema(
            services.GetRequiredService<IDbContextFactory<TollgateDbContext>>(), PostgresMigration.PrepareAsync));
        return builder;
    }
}
