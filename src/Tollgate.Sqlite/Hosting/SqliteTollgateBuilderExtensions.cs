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
using Tollgate.Recording;
using Tollgate.Sqlite.Administering;
using Tollgate.Sqlite.Aggregating;
using Tollgate.Sqlite.CompiledModels;
using Tollgate.Sqlite.Entitling;
using Tollgate.Sqlite.Hosting;
using Tollgate.Sqlite.Recording;
using Tollgate.Sqlite.Statements;
using Tollgate.Sqlite.Watching;
using Tollgate.Watching;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses SQLite.</summary>
public static class SqliteTollgateBuilderExtensions
{
    /// <summary>Keeps everything in one SQLite file; run setup once to create it.</summary>
    /// <param name="builder">Tollgate.</param>
    /// <param name="pathOrConnectionString">"./.tollgate/tollgate.db", or a connection string.</param>
    /// <exception cref="ArgumentException">The text names no file.</exception>
    public static TollgateBuilder UseSqlite(this TollgateBuilder builder, string pathOrConnectionString)
    {
        var database = new SqliteDatabase(pathOrConnectionString);
        builder.Services.AddTollgateRelationalStores();
        builder.Services.TryAddSingleton(WatchStatements.Dialect);
        builder.Services.TryAddSingleton(CreditStatements.Dialect);
        builder.Services.TryAddSingleton<IDatabaseGauges>(_ => new SqliteGauges(database.ConnectionString));
        builder.Services.TryAddSingleton(database);
        builder.Services.AddSqliteLedger(database.ConnectionString);
        builder.Services.TryAddSingleton<IUsageHistory>(_ => new SqliteUsageHistory(database.ConnectionString));
        builder.Services.TryAddSingleton<IUsageStore>(_ => new SqliteUsageStore(database.ConnectionString));
        builder.Services.TryAddSingleton<IUsageSummaryStore>(_ => new SqliteUsageSummaryStore(database.ConnectionString));
        builder.Services.AddTollgateSums();
        builder.Services.AddSqliteMaintenance(database.ConnectionString);
        builder.Services.AddTollgateJournals(database.Path, Path.GetFileName(database.Path), () => Path.Combine(Path.GetDirectoryName(database.Path)!, "usage-journal"));
        builder.Services.AddPooledDbContextFactory<TollgateDbContext>(options => database.Configure(options.UseModel(TollgateDbContextModel.Instance)));
        builder.Services.TryAddSingleton<IChangePublisher, SqliteChangePublisher>();
        builder.Services.TryAddSingleton<IChangeFeed, SqliteChangeFeed>();
        builder.Services.TryAddSingleton<SqliteMigration>();
        builder.Services.TryAddSingleton<ISchema>(services => new Schema(
            services.GetRequiredService<IDbContextFactory<TollgateDbContext>>(), services.GetRequiredService<SqliteMigration>().PrepareAsync, SqliteMigration.Passes));
        return builder;
    }
}
