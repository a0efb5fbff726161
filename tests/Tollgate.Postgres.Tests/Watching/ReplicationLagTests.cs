using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Testing;
using Tollgate.Testing.Hosting;
using Tollgate.Watching;
using Xunit;

namespace Tollgate.Postgres.Tests.Watching;

/// <summary>The rule replication_lag against a real streaming standby, asked on the primary and on the standby itself.</summary>
public sealed class ReplicationLagTests(PostgresServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_StandbyThatStopsToReplay_FiresAndResolvesWhenItCatchesUp()
    {
        await using var primary = await server.StartOwnAsync();
        await using var node = TestNode.Create(b =>
        {
            b.UsePostgres(primary.ConnectionString);
            b.Services.Configure<AlertsOptions>(o => (o.ReplicationLag, o.ResolveAfter) = (TimeSpan.FromMilliseconds(500), TimeSpan.Zero));
        });
        await node.Get<SetUp>().RunAsync(null, Token);
        await using var standby = await primary.StartReplicaAsync();
        await using var reader = TestNode.Create(b => b.UsePostgres(standby.ConnectionString));
        var gauges = node.Get<IDatabaseGauges>();
        await UntilAsync(async () => (await MeasureAsync()) is { } behind && behind < TimeSpan.FromMilliseconds(500));
        (await FiringAsync()).ShouldBeEmpty();

        await ExecuteAsync(standby, "select pg_wal_replay_pause()");
        await UntilAsync(async () =>
        {
            await ExecuteAsync(primary, "select pg_current_xact_id()"); // something to be behind with
            return await MeasureAsync() >= TimeSpan.FromSeconds(1);
        });

        var alert = (await FiringAsync()).ShouldHaveSingleItem();
        (alert.State, alert.Level >= 1, alert.Summary.Contains(" s behind", StringComparison.Ordinal)).ShouldBe((AlertState.Firing, true, true));
        (await reader.Get<IDatabaseGauges>().MeasureStandbysAsync(Token)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            s => s.Standby.ShouldBe("this server"), s => s.Behind.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(500)));

        await ExecuteAsync(standby, "select pg_wal_replay_resume()");
        await UntilAsync(async () => await MeasureAsync() < TimeSpan.FromMilliseconds(500));
        (await FiringAsync()).ShouldBeEmpty();

        async Task<TimeSpan?> MeasureAsync() => (await gauges.MeasureStandbysAsync(Token)) is [var only] ? only.Behind : null;

        async Task<IReadOnlyList<Alert>> FiringAsync()
        {
            (await node.Get<AlertWatch>().RunAsync(TimeSpan.Zero, Token)).ShouldNotBeNull().Failures.ShouldBeEmpty();
            return await node.Get<IAlertStore>().ListAsync(new AlertQuery { Rule = "replication_lag" }, Token);
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await isSo())
        {
            await Task.Delay(100, patience.Token);
        }
    }

    private static async Task ExecuteAsync(ThrowAwayPostgres server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
