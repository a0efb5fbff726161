using Microsoft.Data.Sqlite;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.Identifying;
using Tollgate.Sqlite.Hosting;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Sqlite.Tests.Stores;

public sealed class SqliteDatabaseTests(SqliteStoreHost host) : StoreSuite(host), IClassFixture<SqliteStoreHost>
{
    [Theory]
    [InlineData("")]
    [InlineData(":memory:")]
    [InlineData("Data Source=:memory:")]
    [InlineData("Mode=Memory;Data Source=x")]
    [InlineData("Host=db;Database=x")]
    public void Create_NoFile_SaysHowToNameOne(string text) =>
        Should.Throw<ArgumentException>(() => new SqliteDatabase(text)).Message.ShouldContain("./tollgate.db");

    [Theory]
    [InlineData("tollgate.db")]
    [InlineData("Data Source=tollgate.db;Default Timeout=5")]
    public void Create_PathOrConnectionString_IsTheSameFile(string text) => new SqliteDatabase(text).Path.ShouldBe(Path.GetFullPath("tollgate.db"));

    [Fact]
    public async Task Migrate_LockWasLeftBehind_RemovesAStaleOne()
    {
        var node = await EmptyAsync();
        await node.Get<ISchema>().MigrateAsync(Token);
        await ExecuteAsync(node, """
            create table if not exists "__EFMigrationsLock" ("Id" integer not null primary key, "Timestamp" text not null);
            insert into "__EFMigrationsLock" values (1, '2020-01-01 00:00:00+00:00');
            delete from "__EFMigrationsHistory" where migration_id like '%_Ledger';
            drop view rate_limit_counters; drop table rate_limit_ledger; drop table nodes;
            """);

        (await node.Get<ISchema>().MigrateAsync(Token).WaitAsync(TimeSpan.FromSeconds(30), Token)).ShouldHaveSingleItem().ShouldEndWith("_Ledger");
    }

    [Fact]
    public async Task Migrate_SomebodyMigratesNow_LeavesTheLockAlone()
    {
        var node = await EmptyAsync();
        await node.Get<ISchema>().MigrateAsync(Token);
        await ExecuteAsync(node, """
            create table if not exists "__EFMigrationsLock" ("Id" integer not null primary key, "Timestamp" text not null);
            insert into "__EFMigrationsLock" values (1, strftime('%Y-%m-%d %H:%M:%S', 'now') || '+00:00');
            """);

        await node.Get<ISchema>().MigrateAsync(Token);

        (await ExecuteAsync(node, """select count(*) from "__EFMigrationsLock" """)).ShouldBe(1);
    }

    [Fact]
    public async Task Migrate_NewFile_UsesTheWriteAheadLog()
    {
        var node = await EmptyAsync();
        await node.Get<ISchema>().MigrateAsync(Token);

        (await ExecuteAsync(node, "pragma journal_mode")).ShouldBe("wal");
    }

    [Fact]
    public async Task Changes_OlderThanAnHour_AreDeletedWithTheNextOne()
    {
        var node = await NodeAsync();
        await ExecuteAsync(node, $"insert into changes (change, at) values ('user:1', {DateTimeOffset.UtcNow.AddMinutes(-61).ToUnixTimeMilliseconds()})");
        var user = (await AddUserAsync(node)).Account.User;

        await node.Get<SetAccess>().RunAsync(user.Name, AccessRule.Allow, Token);

        (await ExecuteAsync(node, $"select count(*) from changes where at < {DateTimeOffset.UtcNow.AddMinutes(-60).ToUnixTimeMilliseconds()}")).ShouldBe(0);
        ((long)(await ExecuteAsync(node, "select count(*) from changes"))!).ShouldBeGreaterThan(0);
    }

    private static async Task<object?> ExecuteAsync(TestNode node, string sql)
    {
        await using var connection = new SqliteConnection(node.Get<SqliteDatabase>().ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(Token);
    }
}
