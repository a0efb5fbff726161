using Microsoft.Data.Sqlite;
using Tollgate.Limiting;
using Tollgate.Sqlite.Limiting;
using Tollgate.Testing.Limiting;

namespace Tollgate.Sqlite.Tests.Limiting;

public sealed class SqliteNodeRegistryTests : NodeRegistrySuite, IDisposable
{
    private readonly SqliteLedgerHost _host = new();

    public void Dispose() => _host.Dispose();

    protected override Task<INodeRegistry> OpenAsync() => Task.FromResult<INodeRegistry>(new SqliteNodeRegistry(_host.Path, TimeProvider.System));

    protected override async Task AgeAsync(string name, TimeSpan by)
    {
        await using var connection = new SqliteConnection(_host.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "update nodes set heartbeat_at = heartbeat_at - $by where name = $name";
        command.Parameters.AddWithValue("$by", (long)by.TotalMilliseconds);
        command.Parameters.AddWithValue("$name", name);
        await command.ExecuteNonQueryAsync();
    }

    protected override async Task<IReadOnlyList<string>> NamesAsync()
    {
        await using var connection = new SqliteConnection(_host.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "select name from nodes order by name";
        await using var reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
