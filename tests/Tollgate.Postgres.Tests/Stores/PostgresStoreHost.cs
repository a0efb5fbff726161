using Microsoft.Extensions.DependencyInjection;
using Tollgate.Hosting;
using Tollgate.Testing;
using Tollgate.Testing.Hosting;

namespace Tollgate.Postgres.Tests.Stores;

/// <summary>Databases of the test server.</summary>
public sealed class PostgresStoreHost : IStoreHost
{
    private readonly PostgresServer _server;
    private readonly SharedDatabase _shared;

    public PostgresStoreHost(PostgresServer server)
    {
        _server = server;
        _shared = new SharedDatabase(CreateAsync);
    }

    public async Task<Action<TollgateBuilder>> CreateAsync()
    {
        var connectionString = await _server.CreateDatabaseAsync();
        return builder => builder.UsePostgres(connectionString);
    }

    public Task<Action<TollgateBuilder>> SharedAsync() => _shared.GetAsync();
}
