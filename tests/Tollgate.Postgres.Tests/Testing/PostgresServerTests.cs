using Npgsql;
using Shouldly;
using Tollgate.Testing;
using Xunit;

namespace Tollgate.Postgres.Tests.Testing;

public sealed class PostgresServerTests(PostgresServer server)
{
    [Fact]
    public async Task CreateDatabase_Twice_GivesTwoDurableDatabases()
    {
        var first = await server.CreateDatabaseAsync();
        var second = await server.CreateDatabaseAsync();

        first.ShouldNotBe(second);
        (await ShowAsync(first, "fsync")).ShouldBe("on");
        (await ShowAsync(second, "synchronous_commit")).ShouldBe("on");
    }

    private static async Task<string?> ShowAsync(string connectionString, string setting)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand($"show {setting}");
        return (string?)await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
