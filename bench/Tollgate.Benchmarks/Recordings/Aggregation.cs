using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Aggregating;
using Tollgate.Benchmarks.Harness;
using Tollgate.Benchmarks.Servers;
using Tollgate.Postgres.Aggregating;

namespace Tollgate.Benchmarks.Recordings;

/// <summary>Sums millions of events into hours, days, totals and subjects, against one plain GROUP BY of the same events into hours.</summary>
internal sealed class Aggregation(DatabaseServer server, string database)
{
    private const string Plain = """
        create table plain_hours as
        select at / 3600000 as hour, subject, key_id, endpoint, plan, country, sum(count) as requests,
            sum(count) filter (where outcome = 'admitted' and status < 400) as succeeded,
            sum(count) filter (where outcome = 'admitted' and status >= 400) as failed,
            sum(count) filter (where outcome <> 'admitted') as refused,
            sum(cost) as cost, sum(charged) as charged, sum(bytes_in) as bytes_in, sum(bytes_out) as bytes_out, sum(duration_us) as duration_us
        from api_usage group by 1, 2, 3, 4, 5, 6
        """;

    private const string Forget = """
        truncate usage_summaries, usage_daily, usage_totals, usage_subjects, usage_touched, usage_unsummed_days;
        insert into usage_touched (hour) select distinct at / 3600000 * 3600000 from api_usage
        """;

    /// <summary>Two days of them: a thousand callers, the busiest a thousand times as busy as the median's neighbour, eight endpoints, three addresses each.</summary>
    public async Task FillAsync(long events, long today, CancellationToken cancellationToken)
    {
        var span = 172_800_000 / (double)events;
        await server.ExecuteAsync(database, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"""
            insert into api_usage
            select {today} + (i * {span})::bigint, 'node' || i % 4, i, 'user_' || s, s, s, case when s % 5 = 0 then 'pro' else 'free' end,
                (array['/v1/search','/v1/items/x','/v1/items','/v1/users','/v1/export','/v1/stats','/v1/ping','/v1/orders'])[1 + floor(8 * e * e)::int], 'GET',
                case when i % 50 = 0 then 500 else 200 end, exp(7 + 6 * d)::bigint, 0, (5000 * d)::bigint, '203.0.' || s % 200 || '.' || (s + i % 3) % 250, 1,
                case when i % 40 = 0 then 0 else 1 end, case when i % 40 = 0 then 'quota_exceeded' else 'admitted' end, null, null, false, 1, null
            from (select i, 1 + floor(1000 * power(random(), 3))::bigint as s, random() as e, random() as d from generate_series(1, {events}) i) g
            """), cancellationToken);
        await server.ExecuteAsync(database, "vacuum (analyze) api_usage", cancellationToken);
    }

    /// <summary>Takes turns; adds both rows and the target.</summary>
    public async Task RunAsync(SuiteRun run, long events, int rounds, CancellationToken cancellationToken)
    {
        var (ours, plain) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            await server.ExecuteAsync(database, "drop table if exists plain_hours", cancellationToken);
            plain.Add(await TimeAsync(() => server.ExecuteAsync(database, "set work_mem = '64MB'; set jit = off; " + Plain, cancellationToken)));
            await server.ExecuteAsync(database, Forget, cancellationToken);
            ours.Add(await TimeAsync(() => SumAsync(cancellationToken)));
            await VerifyAsync(events, cancellationToken);
        }

        Add(run, "aggregation", "Tollgate: hours, days, totals, subjects, with percentiles and distinct addresses", events, ours);
        Add(run, "group-by", "one plain GROUP BY into hours", events, plain);
        run.Add(new BenchmarkTarget("aggregation-vs-group-by", Median(ours) / Median(plain), 1.5, IsCeiling: true));
    }

    private async Task SumAsync(CancellationToken cancellationToken)
    {
        await using var store = new PostgresUsageSummaryStore(database);
        await new SumUsage(store, TimeProvider.System, NullLogger<SumUsage>.Instance).RunAsync(null, cancellationToken);
    }

    private async Task VerifyAsync(long events, CancellationToken cancellationToken)
    {
        foreach (var sum in new[]
        {
            "select sum(requests)::bigint from plain_hours", "select sum(requests)::bigint from usage_summaries", "select sum(requests)::bigint from usage_daily",
            "select sum(requests)::bigint from usage_totals where grain = 'day'", "select sum(requests)::bigint from usage_subjects where grain = 'day'",
        })
        {
            if (await server.QueryAsync(database, sum, cancellationToken) is var counted && counted != events)
            {
                throw new InvalidOperationException($"Of {events:N0} events {counted:N0} were summed: {sum}.");
            }
        }
    }

    private static void Add(SuiteRun run, string id, string what, long events, List<double> seconds) => run.Add(new BenchmarkRow
    {
        Id = id,
        What = $"{what}, {events:N0} events in {Table.Number(Median(seconds))} s",
        Callers = 1,
        Unit = "event",
        PerSecond = events / Median(seconds),
        PerSecondLow = events / seconds.Max(),
        PerSecondHigh = events / seconds.Min(),
    });

    private static double Median(List<double> seconds) => seconds.Order().ElementAt(seconds.Count / 2);

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var startedAt = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
    }
}
