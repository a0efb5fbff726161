using Npgsql;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.Postgres.Hosting;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Postgres.Tests.Stores;

public sealed class PostgresChangeFeedTests(PostgresStoreHost host) : StoreSuite(host), IClassFixture<PostgresStoreHost>
{
    [Fact]
    public async Task Listen_ConnectionIsLost_ConnectsAgainAndSaysThatAnythingMayHaveChanged()
    {
        var node = await NodeAsync();
        var restored = false;
        var plan = new Plan { Name = NewName("plan") };

        await foreach (var change in node.Get<IChangeFeed>().ListenAsync(Token))
        {
            if (change == Change.OfPlan(plan.Name))
            {
                break;
            }

            if (change == Change.Everything && !restored)
            {
                restored = true;
                await KillListenersAsync(node.Get<PostgresDatabase>());
            }
            else if (change == Change.Everything)
            {
                await node.Get<ApplyPlans>().RunAsync([plan], dryRun: false, prune: false, Token);
            }
        }

        restored.ShouldBeTrue();
    }

    private static async Task KillListenersAsync(PostgresDatabase database)
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = source.CreateCommand(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'tollgate changes' and datname = current_database()");
        ((long)(await command.ExecuteScalarAsync(Token))!).ShouldBeGreaterThan(0);
    }
}
