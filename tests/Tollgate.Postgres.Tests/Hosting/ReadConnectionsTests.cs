using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Hosting;
using Tollgate.Postgres.Hosting;
using Tollgate.Testing;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Postgres.Tests.Hosting;

/// <summary>Lists and reports read from a real streaming standby while there is one, and everything else from the primary.</summary>
public sealed class ReadConnectionsTests(PostgresServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_StandbyThenNoneThenAgain_IsReadThereOrFromThePrimary()
    {
        await using var primary = await server.StartOwnAsync();
        var clock = new MovableClock();
        await SetUpAsync(primary.ConnectionString);
        await using var standby = await primary.StartReplicaAsync();
        await using var node = TestNode.Create(b => b.UsePostgres(primary.ConnectionString, Hosts(standby, primary)), clock);
        (await UsersAsync(node)).ShouldBe(["ann"]);
        (await IsStandbyAsync(node)).ShouldBeTrue();

        // What the standby has not replayed is not in the list: so it is the standby that was read.
        await ExecuteAsync(standby, "select pg_wal_replay_pause()");
        await node.Get<AddUser>().RunAsync("bob", "free", withKey: false, Token);
        (await UsersAsync(node)).ShouldBe(["ann"]);
        (await node.Get<ShowUser>().RunAsync("bob", Token)).Account.User.Name.ShouldBe("bob"); // not a list

        await standby.StopAsync(Token);
        (await UsersAsync(node)).ShouldBe(["ann", "bob"]);
        (await IsStandbyAsync(node)).ShouldBeFalse();
        (await node.Get<IReadFreshness>().CheckAsync(Token)).ShouldBe(ReadFreshness.Current);

        await standby.ResumeAsync(Token);
        clock.Advance(TimeSpan.FromSeconds(30));
        while (!await IsStandbyAsync(node))
        {
            await Task.Delay(100, Token); // the driver looks at a host that was down again after two seconds
        }

        while ((await UsersAsync(node)).Count < 2)
        {
            await Task.Delay(100, Token); // it catches up
        }
    }

    [Fact]
    public async Task Open_OnlyStandbysNamedAndNoneAnswers_FallsBackToThePrimary()
    {
        var database = await server.CreateDatabaseAsync();
        await using var node = TestNode.Create(b => b.UsePostgres(database, "Host=127.0.0.1:1,127.0.0.1:2;Database=x;Username=u"));

        (await IsStandbyAsync(node)).ShouldBeFalse();
        await using var fromSource = await (await node.Get<ReadConnections>().SourceAsync(Token)).OpenConnectionAsync(Token);
        fromSource.Database.ShouldBe(new NpgsqlConnectionStringBuilder(database).Database);
    }

    [Fact]
    public async Task Check_StandbyBehind_SaysByHowMuch()
    {
        await using var primary = await server.StartOwnAsync();
        await SetUpAsync(primary.ConnectionString);
        await using var standby = await primary.StartReplicaAsync();
        await using var node = TestNode.Create(b => b.UsePostgres(primary.ConnectionString, standby.ConnectionString));
        await ExecuteAsync(primary, "create table marks (at timestamptz)"); // something to replay
        await ExecuteAsync(primary, "insert into marks values (now())");
        ReadFreshness freshness;
        while ((freshness = await node.Get<IReadFreshness>().CheckAsync(Token)) is not { IsReplica: true, Behind: { } behind } || behind > TimeSpan.FromSeconds(1))
        {
            await Task.Delay(50, Token);
        }

        freshness.Notice.ShouldBeNull();
        await ExecuteAsync(standby, "select pg_wal_replay_pause()");
        while ((freshness = await node.Get<IReadFreshness>().CheckAsync(Token)).Notice is null)
        {
            await ExecuteAsync(primary, "insert into marks values (now())");
            await Task.Delay(200, Token);
        }

        freshness.Behind!.Value.ShouldBeGreaterThan(TimeSpan.FromSeconds(3));
        freshness.Notice.ShouldBe($"Read from a replica that is {freshness.Behind.Value.TotalSeconds:0} s behind.");
    }

    private static async Task SetUpAsync(string connectionString)
    {
        await using var node = TestNode.Create(b => b.UsePostgres(connectionString));
        await node.Get<SetUp>().RunAsync(null, Token);
        await node.Get<AddUser>().RunAsync("ann", "free", withKey: false, Token);
    }

    private static string Hosts(ThrowAwayPostgres standby, ThrowAwayPostgres primary)
    {
        var (first, second) = (new NpgsqlConnectionStringBuilder(primary.ConnectionString), new NpgsqlConnectionStringBuilder(standby.ConnectionString));
        return $"Host=127.0.0.1:{first.Port},127.0.0.1:{second.Port};Username=tollgate;Database=postgres"; // the primary first: the standby is preferred all the same
    }

    private static async Task<List<string>> UsersAsync(TestNode node) =>
        [.. (await node.Get<ListUsers>().RunAsync(new UserQuery(), Token)).Users.Select(u => u.User.Name)];

    private static async Task<bool> IsStandbyAsync(TestNode node)
    {
        await using var connection = await node.Get<ReadConnections>().OpenAsync(Token);
        await using var command = new NpgsqlCommand("select pg_is_in_recovery()", connection);
        return (bool)(await command.ExecuteScalarAsync(Token))!;
    }

    private static async Task ExecuteAsync(ThrowAwayPostgres server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
