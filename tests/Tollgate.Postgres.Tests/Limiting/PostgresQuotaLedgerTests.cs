using Npgsql;
using Shouldly;
using Tollgate.Limiting;
using Tollgate.Postgres.Limiting;
using Tollgate.Testing;
using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Postgres.Tests.Limiting;

/// <summary>What only PostgreSQL can do to a ledger.</summary>
public sealed class PostgresQuotaLedgerTests(PostgresServer server) : IAsyncDisposable
{
    private readonly PostgresLedgerHost _host = new(server);
    private readonly TestClock _clock = new(TestClock.At("2026-03-10T12:34:56.789Z"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Counters_AfterGrants_HaveARowPerWindow()
    {
        await using var ledger = await OpenAsync();
        await ledger.GrantAsync([AskFor(wanted: 5, (Window.Minute, 10), (Window.Month, 100), (Window.Parse("PT15M"), 50))], Token);

        await using var source = NpgsqlDataSource.Create(await _host.ConnectionStringAsync());
        await using var command = source.CreateCommand("select identifier, endpoint, window_type, window_start, count from rate_limit_counters order by window_start, window_type");
        await using var reader = await command.ExecuteReaderAsync(Token);
        var rows = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            rows.Add($"{reader.GetString(0)} {reader.GetString(1)} {reader.GetString(2)} {reader.GetDateTime(3):yyyy-MM-ddTHH:mm:ss} {reader.GetInt64(4)}");
        }

        rows.ShouldBe(["user_1 * month 2026-03-01T00:00:00 5", "user_1 * custom_2 2026-03-10T12:30:00 5", "user_1 * minute 2026-03-10T12:34:00 5"]);
    }

    [Fact]
    public async Task Grant_CommitFails_IsNoGrant()
    {
        await using var ledger = await OpenAsync();
        await ExecuteAsync("""
            create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no commit today'; end $$;
            create constraint trigger refuse after insert or update on rate_limit_ledger deferrable initially deferred for each row execute function refuse();
            """);

        await Should.ThrowAsync<LedgerUnavailableException>(async () => await ledger.GrantAsync([AskFor(wanted: 5, (Window.Minute, 10))], Token));

        await ExecuteAsync("drop trigger refuse on rate_limit_ledger");
        (await ledger.GrantAsync([AskFor(wanted: 50, (Window.Minute, 10))], Token)).Grants[0].Granted.ShouldBe(10);
    }

    [Fact]
    public async Task Grant_RowLockedByAnother_GivesUpAndRecovers()
    {
        await using var ledger = await OpenAsync();
        await ledger.GrantAsync([AskFor(wanted: 1, (Window.Minute, 10))], Token);
        await using (var other = new NpgsqlConnection(await _host.ConnectionStringAsync()))
        {
            await other.OpenAsync(Token);
            await using var transaction = await other.BeginTransactionAsync(Token);
            await using var command = new NpgsqlCommand("select 1 from rate_limit_ledger for update", other, transaction);
            await command.ExecuteNonQueryAsync(Token);

            var error = await Should.ThrowAsync<LedgerUnavailableException>(async () => await ledger.GrantAsync([AskFor(wanted: 1, (Window.Minute, 10))], Token));
            error.Message.ShouldContain(PostgresErrorCodes.LockNotAvailable);
        }

        (await ledger.GrantAsync([AskFor(wanted: 1, (Window.Minute, 10))], Token)).Grants[0].Used[0].ShouldBe(2);
    }

    [Fact]
    public async Task Grant_ConnectionKilled_ConnectsAgain()
    {
        await using var ledger = await OpenAsync();
        await ledger.GrantAsync([AskFor(wanted: 1, (Window.Minute, 10))], Token);
        await ExecuteAsync($"select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = '{LedgerConnections.ApplicationName}' and datname = current_database()");

        await Should.ThrowAsync<LedgerUnavailableException>(async () => await ledger.GrantAsync([AskFor(wanted: 1, (Window.Minute, 10))], Token));

        (await ledger.GrantAsync([AskFor(wanted: 1, (Window.Minute, 10))], Token)).Grants[0].Used[0].ShouldBe(2);
    }

    [Fact]
    public async Task Grant_NobodyThere_IsUnavailableWithoutThePassword()
    {
        await using var ledger = new PostgresQuotaLedger("Host=127.0.0.1;Port=1;Username=tollgate;Password=hunter2;Database=none");

        var error = await Should.ThrowAsync<LedgerUnavailableException>(async () => await ledger.GrantAsync([AskFor(wanted: 1, (Window.Minute, 10))], Token));
        error.ToString().ShouldNotContain("hunter2");
        await Should.ThrowAsync<LedgerUnavailableException>(async () => await ledger.ReadAsync("user_1", Token));
    }

    [Fact]
    public async Task Table_NegativeUse_IsRefused()
    {
        await using var ledger = await OpenAsync();
        await ledger.GrantAsync([AskFor(wanted: 1, (Window.Minute, 10))], Token);

        var error = await Should.ThrowAsync<PostgresException>(async () => await ExecuteAsync("update rate_limit_ledger set used_1 = -1"));
        error.SqlState.ShouldBe(PostgresErrorCodes.CheckViolation);
    }

    private async Task<PostgresQuotaLedger> OpenAsync() => (PostgresQuotaLedger)await _host.OpenAsync(() => _clock.Now);

    private LedgerAsk AskFor(long wanted, params IEnumerable<(Window Window, long Limit)> limits) => Ask.For(Ask.Spec("user_1", limits), _clock.Now, wanted);

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(await _host.ConnectionStringAsync());
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }
}
