using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Testing;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Postgres.Tests.Administering;

/// <summary>A server that is away is not a database without a schema.</summary>
public sealed class PostgresSchemaTests(PostgresServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_NoServer_Throws()
    {
        await using var node = TestNode.Create(builder => builder.UsePostgres("Host=127.0.0.1;Port=1;Database=x;Username=u"));

        await Should.ThrowAsync<DbException>(() => node.Get<ISchema>().ReadAsync(Token));
    }

    [Fact]
    public async Task Read_NoSuchDatabase_HasNoSchema()
    {
        var settings = new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync()) { Database = "not_there_at_all" };
        await using var node = TestNode.Create(builder => builder.UsePostgres(settings.ConnectionString));

        (await node.Get<ISchema>().ReadAsync(Token)).CurrentVersion.ShouldBeNull();
    }
}
