using Npgsql;
using Tollgate.Limiting;
using Tollgate.Postgres.Limiting;
using Tollgate.Testing;
using Tollgate.Testing.Limiting;

namespace Tollgate.Postgres.Tests.Limiting;

public sealed class PostgresNodeRegistryTests(PostgresServer server) : NodeRegistrySuite, IAsyncDisposable
{
    private readonly PostgresLedgerHost _host = new(server);
    private PostgresNodeRegistry? _registry;

    public async ValueTask DisposeAsync()
    {
        if (_registry is not null)
        {
            await _registry.DisposeAsync();
        }

        await _host.DisposeAsync();
    }

    protected override async Task<INodeRegistry> OpenAsync() => _registry = new PostgresNodeRegistry(await _host.ConnectionStringAsync());

    protected override async Task AgeAsync(string name, TimeSpan by)
    {
        await using var source = NpgsqlDataSource.Create(await _host.ConnectionStringAsync());
        await using var command = source.CreateCommand("update nodes set heartbeat_at = heartbeat_at - $1 where name = $2");
        command.Parameters.AddWithValue(by);
        command.Parameters.AddWithValue(name);
        await command.ExecuteNonQueryAsync();
    }

    protected override async Task<IReadOnlyList<string>> NamesAsync()
    {
        await using var source = NpgsqlDataSource.Create(await _host.ConnectionStringAsync());
        await using var command = source.CreateCommand("select array_agg(name order by name) from nodes");
        return (string[]?)await command.ExecuteScalarAsync() ?? [];
    }
}
