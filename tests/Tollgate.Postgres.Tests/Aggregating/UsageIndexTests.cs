using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Aggregating;
using Tollgate.Recording;
using Tollgate.Testing;
using Tollgate.Testing.Hosting;
using Tollgate.Testing.Recording;
using Tollgate.Watching;
using Xunit;

namespace Tollgate.Postgres.Tests.Aggregating;

/// <summary>
/// What reads recorded usage and its sums goes by an index, as the server itself counts it, and no index is there that nothing goes by.
/// </summary>
public sealed partial class UsageIndexTests(PostgresServer server)
{
    private const string Network = "ip_203.0.113.7";
    private const int EventsOfADay = 4_000;
    private const int Days = 12; // so many that one of them is a small part
    private const long Hour = 3_600_000;
    private static readonly DateTimeOffset Midnight = Events.Noon.AddHours(-12);
    private static readonly long Today = Midnight.ToUnixTimeMilliseconds();

    private static readonly (string What, string[] Indexes, Func<TestNode, Task> Run)[] Queries =
    [
        ("everybody by endpoint", ["pk_usage_totals"], n => ReportAsync(n, new() { By = UsageDimension.Endpoint })),
        ("everybody by hour", ["pk_usage_totals"], n => ReportAsync(n, new() { Per = SummaryGrain.Hour })),
        ("one subject by day", ["ix_usage_daily_subject_start", "ix_usage_summaries_subject_start"], n => ReportAsync(n, new() { Per = SummaryGrain.Day, User = Network })),
        ("one subject by hour", ["ix_usage_summaries_subject_start"], n => ReportAsync(n, new() { Per = SummaryGrain.Hour, User = Network })),
        ("the busiest users", ["ix_usage_subjects_requests", "ix_usage_daily_subject_start"], n => ReportAsync(n, new() { By = UsageDimension.User, Limit = 5 })),
        ("the busiest keys", ["ix_usage_subjects_requests", "ix_usage_daily_subject_start"], n => ReportAsync(n, new() { By = UsageDimension.Key, Limit = 5 })),
        ("most refused of the month", ["ix_usage_subjects_refused"], n => n.Get<RankUsage>().RunAsync(RankedBy.Refused, null, null, 5, Token)),
        ("most charged of a day", ["ix_usage_subjects_charged"], n => n.Get<RankUsage>().RunAsync(RankedBy.Charged, Midnight, Midnight.AddDays(1), 5, Token)),
        ("days of a subject", ["ix_usage_subjects_subject"], n => n.Get<IUsageSummaryStore>().ReadDaysAsync(Network, Today - (48 * Hour), Today, Token)),
        ("history of a subject", ["api_usage_subject_at_idx"], n => HistoryAsync(n, Network)),
        ("history of an hour", ["api_usage_pkey"], n => HistoryAsync(n, null)),
        ("refusals", ["api_usage_pkey"], n => n.Get<IRefusalScan>().CountAsync(Midnight.AddHours(3), Midnight.AddHours(3.1), 1, 10, Token)),
        ("busiest of the last hours", ["ix_usage_subjects_requests", "ix_usage_summaries_subject_start"],
            n => n.Get<ISubjectUsage>().FindBusiestAsync(Midnight, Midnight.AddHours(6), 1, 10, Token)),
        ("recorded units", ["api_usage_subject_at_idx", "ix_usage_subjects_subject", "ix_usage_summaries_subject_start"],
            n => n.Get<IRecordedUnits>().SumAsync([new RecordedSpan(Network, "*", Today - (47 * Hour) - 9, Today + (5 * Hour) + 9)], Token)),
        ("recorded plans", ["ix_usage_summaries_subject_start"], n => n.Get<IRecordedUnits>().FindPlansAsync(Network, Today - (72 * Hour), Today, Token)),
        ("summing an hour", ["api_usage_pkey", "pk_usage_summaries", "pk_usage_totals"], n => n.Get<IUsageSummaryStore>().SumHourAsync(Today, Token)),
        ("summing a day", ["pk_usage_summaries", "pk_usage_daily", "pk_usage_totals"], n => n.Get<IUsageSummaryStore>().SumDayAsync(Today - (24 * Hour), Token)),
        ("removing hours", ["pk_usage_summaries", "pk_usage_totals"], n => n.Get<IUsageSummaryStore>().DropOlderThanAsync(SummaryGrain.Hour, Today - (10 * 24 * Hour), false, Token)),
        ("removing days", ["pk_usage_daily", "pk_usage_totals", "pk_usage_subjects"], n => n.Get<IUsageSummaryStore>().DropOlderThanAsync(SummaryGrain.Day, Today - (10 * 24 * Hour), false, Token)),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Queries_OfUsageAndSums_GoByTheirIndexesAndLeaveNoneUnused()
    {
        var database = await server.CreateDatabaseAsync();
        await FillAsync(database);
        var (before, faults, used) = (await CountAsync(database), new List<string>(), new HashSet<string>());
        foreach (var (what, indexes, run) in Queries)
        {
            await using (var node = Node(database))
            {
                await run(node);
            }

            var after = await CountAsync(database);
            var scanned = after.Where(c => c.Value > before.GetValueOrDefault(c.Key)).Select(c => c.Key).ToList();
            faults.AddRange(indexes.Except(scanned).Select(missing => $"{what}: not by {missing}, but by {string.Join(", ", scanned)}"));
            faults.AddRange(scanned.Where(s => s.StartsWith("all of ", StringComparison.Ordinal)).Select(all => $"{what}: reads {all}"));
            used.UnionWith(scanned);
            before = after;
        }

        faults.ShouldBeEmpty();
        before.Keys.Where(k => !k.StartsWith("all of ", StringComparison.Ordinal)).Except(used).ShouldBeEmpty();
    }

    private static Task<UsageReport> ReportAsync(TestNode node, UsageReportQuery query) =>
        node.Get<ReportUsage>().RunAsync(query with { From = Midnight.AddDays(-1), Until = Midnight.AddHours(12) }, Token);

    private static async Task HistoryAsync(TestNode node, string? subject)
    {
        await foreach (var request in node.Get<IUsageHistory>().ReadAsync(Midnight.AddHours(2), Midnight.AddHours(3), subject, Token))
        {
            request.At.ShouldBeGreaterThanOrEqualTo(Today);
        }
    }

    /// <summary>Days of usage, the last of which is summed by hours only, and a few events that are not summed yet.</summary>
    private static async Task FillAsync(string database)
    {
        await using var node = Node(database);
        await node.Get<SetUp>().RunAsync(null, Token);
        var random = new Random(3);
        for (var day = 0; day < Days; day++)
        {
            await node.Get<IUsageStore>().AddAsync([.. Enumerable.Range(0, EventsOfADay).Select(i => Event(random, day, i))], Token);
        }

        await node.Get<SumUsage>().RunAsync(null, Token);
        await node.Get<IUsageStore>().AddAsync([.. Enumerable.Range(0, 20).Select(i => Event(random, 0, EventsOfADay + i) with { At = Today + (4 * Hour) + i })], Token);
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand("vacuum analyze", connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    private static UsageEvent Event(Random random, int daysAgo, int i)
    {
        var address = (int)(500 * Math.Pow(random.NextDouble(), 3));
        var at = Midnight.AddDays(-daysAgo).AddMilliseconds(random.NextInt64(12 * Hour));
        var usage = random.Next(20) == 0 ? Events.Refused("a", i, at) : Events.Served("a", i, at);
        return usage with { Subject = $"ip_203.0.113.{address}", UserId = null, KeyId = address + 1, Endpoint = $"/e{random.Next(20)}" };
    }

    private static TestNode Node(string database) =>
        TestNode.Create(b => b.UsePostgres(database), new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Events.Noon));

    /// <summary>How often each index was gone by, and each table read as a whole, since the beginning. Sessions tell when they end.</summary>
    private static async Task<Dictionary<string, long>> CountAsync(string database)
    {
        const string Others = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'";
        const string Counts = """
            select indexrelname, idx_scan from pg_stat_user_indexes where relname ~ '^(api_usage_|usage_(summaries|daily|totals|subjects)$)'
            union all
            select 'all of ' || relname, seq_scan from pg_stat_user_tables where relname ~ '^(api_usage_|usage_(summaries|daily|totals|subjects)$)'
            """;
        NpgsqlConnection.ClearAllPools();
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(Token);
        while (await new NpgsqlCommand(Others, connection).ExecuteScalarAsync(Token) is > 0L)
        {
            await Task.Delay(10, Token);
        }

        await using var reader = await new NpgsqlCommand(Counts, connection).ExecuteReaderAsync(Token);
        var counts = new Dictionary<string, long>();
        while (await reader.ReadAsync(Token))
        {
            var name = DayOfPartition().Replace(reader.GetString(0), "");
            counts[name] = counts.GetValueOrDefault(name) + reader.GetInt64(1);
        }

        return counts;
    }

    [GeneratedRegex("_[0-9]{8}")]
    private static partial Regex DayOfPartition();
}
