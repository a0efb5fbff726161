using Microsoft.Data.Sqlite;
using Shouldly;
using Tollgate.Limiting;
using Tollgate.Sqlite.Limiting;
using Tollgate.Testing.Limiting;
using Xunit;

namespace Tollgate.Sqlite.Tests.Limiting;

/// <summary>What only SQLite can do to a ledger.</summary>
public sealed class SqliteQuotaLedgerTests : IDisposable
{
    private readonly SqliteLedgerHost _host = new();
    private readonly TestClock _clock = new(TestClock.At("2026-03-10T12:34:56.789Z"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Counters_AfterGrants_HaveARowPerWindow()
    {
        await using var ledger = await OpenAsync();
        await ledger.GrantAsync([AskFor(wanted: 5, (Window.Minute, 10), (Window.Month, 100), (Window.Parse("PT15M"), 50))], Token);

        var rows = await ReadAsync("select identifier || ' ' || endpoint || ' ' || window_type || ' ' || window_start || ' ' || count from rate_limit_counters order by window_start, window_type");

        rows.ShouldBe(["user_1 * month 2026-03-01T00:00:00.000Z 5", "user_1 * custom_2 2026-03-10T12:30:00.000Z 5", "user_1 * minute 2026-03-10T12:34:00.000Z 5"]);
    }

    [Fact]
    public async Task Grant_ClockStepsBack_GoesOnFromTheLatestTime()
    {
        await using var ledger = await OpenAsync();
        var latest = _clock.Now;
        await ledger.GrantAsync([AskFor(wanted: 1, (Window.Minute, 10))], Token);
        _clock.Advance(TimeSpan.FromSeconds(-5));

        (await ledger.GrantAsync([AskFor(wanted: 1, (Window.Minute, 10))], Token)).DatabaseNow.ShouldBe(latest);
    }

    [Fact]
    public async Task Grant_TwoLedgersOnOneFile_GiveExactlyTheLimit()
    {
        await using var first = await OpenAsync();
        await using var second = await OpenAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 100).Select(n =>
            Task.Run(() => (n % 2 == 0 ? first : second).GrantAsync([AskFor(wanted: 1, (Window.Minute, 42))], Token), Token)));

        replies.Sum(reply => reply.Grants[0].Granted).ShouldBe(42);
    }

    [Fact]
    public async Task Grant_TableMissing_IsUnavailableAndRecovers()
    {
        await using var ledger = await OpenAsync();
        await ReadAsync("alter table rate_limit_ledger rename to elsewhere");

        await Should.ThrowAsync<LedgerUnavailableException>(async () => await ledger.GrantAsync([AskFor(wanted: 1, (Window.Minute, 10))], Token));

        await ReadAsync("alter table elsewhere rename to rate_limit_ledger");
        (await ledger.GrantAsync([AskFor(wanted: 1, (Window.Minute, 10))], Token)).Grants[0].Used[0].ShouldBe(1);
    }

    [Theory]
    [InlineData("update rate_limit_ledger set used_1 = -1")]
    [InlineData("update rate_limit_ledger set used_1 = 9223372036854775807 + 1")]
    [InlineData("update rate_limit_ledger set used_1 = 'many'")]
    public async Task Table_UseThatIsNoCount_IsRefused(string sql)
    {
        await using var ledger = await OpenAsync();
        await ledger.GrantAsync([AskFor(wanted: 1, (Window.Minute, 10))], Token);

        await Should.ThrowAsync<SqliteException>(async () => await ReadAsync(sql));
    }

    [Fact]
    public async Task Grant_FirstUse_SetsTheFileToDurableJournalling()
    {
        await using var ledger = await OpenAsync();
        await ledger.GrantAsync([AskFor(wanted: 1, (Window.Minute, 10))], Token);

        (await ReadAsync("pragma journal_mode")).ShouldBe(["wal"]);
    }

    private async Task<SqliteQuotaLedger> OpenAsync() => (SqliteQuotaLedger)await _host.OpenAsync(() => _clock.Now);

    private LedgerAsk AskFor(long wanted, params IEnumerable<(Window Window, long Limit)> limits) => Ask.For(Ask.Spec("user_1", limits), _clock.Now, wanted);

    private async Task<List<string>> ReadAsync(string sql)
    {
        await using var connection = new SqliteConnection(_host.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(Token);
        var rows = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
