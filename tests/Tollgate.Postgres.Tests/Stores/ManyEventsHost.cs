using Microsoft.Extensions.DependencyInjection;
using Tollgate.Aggregating;
using Tollgate.Hosting;
using Tollgate.Postgres.Aggregating;
using Tollgate.Testing;
using Tollgate.Testing.Hosting;

namespace Tollgate.Postgres.Tests.Stores;

/// <summary>Databases whose summary store takes every hour for one with very many events.</summary>
public sealed class ManyEventsHost(PostgresServer server) : IStoreHost
{
    public async Task<Action<TollgateBuilder>> CreateAsync()
    {
        var connectionString = await server.CreateDatabaseAsync();
        return builder =>
        {
            builder.Services.AddSingleton<IUsageSummaryStore>(_ => new PostgresUsageSummaryStore(connectionString, openRead: null, fewEvents: -1));
            builder.UsePostgres(connectionString);
        };
    }

    public Task<Action<TollgateBuilder>> SharedAsync() => CreateAsync();
}
