using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Administering;
using Tollgate.Aggregating;
using Tollgate.Benchmarks.Harness;
using Tollgate.Benchmarks.Servers;

namespace Tollgate.Benchmarks.Suites;

/// <summary>Reports over a month of an instance with a million users, a tenth of whom come each day.</summary>
internal sealed class ReportSuite : ISuite
{
    private const int Days = 30;

    /// <inheritdoc />
    public string Name => "report";

    /// <inheritdoc />
    public string Title => "Reports over a month";

    /// <inheritdoc />
    public async Task RunAsync(SuiteRun run, CancellationToken cancellationToken)
    {
        var users = run.IsQuick ? 20_000 : 1_000_000;
        await using var server = await DatabaseServer.StartAsync(cancellationToken);
        var database = await server.CreateDatabaseAsync("report", cancellationToken);
        await using var services = await TollgateSchema.CreateAsync(database, cancellationToken);
        var until = new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var from = until.AddDays(-Days);
        run.Say("filling");
        await FillAsync(server, database, users, from, cancellationToken);
        var report = services.GetRequiredService<ReportUsage>();
        var rank = services.GetRequiredService<RankUsage>();
        var span = new UsageReportQuery { From = from, Until = until };
        await MeasureAsync(run, "report-total", "total by day", () => report.RunAsync(span with { Per = SummaryGrain.Day }, cancellationToken));
        await MeasureAsync(run, "report-endpoint", "by endpoint", () => report.RunAsync(span with { By = UsageDimension.Endpoint }, cancellationToken));
        await MeasureAsync(run, "report-hours", "by plan, hour by hour", () => report.RunAsync(span with { By = UsageDimension.Plan, Per = SummaryGrain.Hour }, cancellationToken));
        await MeasureAsync(run, "report-one-user", "one user by endpoint and day", () => report.RunAsync(span with { By = UsageDimension.Endpoint, Per = SummaryGrain.Day, User = "ip_7" }, cancellationToken));
        await MeasureAsync(run, "report-users", "the 50 busiest users", () => report.RunAsync(span with { By = UsageDimension.User }, cancellationToken));
        await MeasureAsync(run, "top-span", "top 10 of any 30 days", () => rank.RunAsync(RankedBy.Requests, from, until, 10, cancellationToken));
        await MeasureAsync(run, "top-refused", "top 10 by refusals", () => rank.RunAsync(RankedBy.Refused, from, until, 10, cancellationToken));
    }

    private static async Task MeasureAsync(SuiteRun run, string id, string what, Func<Task> report)
    {
        await report(); // the caches of a database that is in use
        var latencies = new Latencies();
        for (var i = 0; i < 25; i++)
        {
            var startedAt = Stopwatch.GetTimestamp();
            await report();
            latencies.Add(Stopwatch.GetTimestamp() - startedAt);
        }

        var median = latencies.At(50)!.Value;
        run.Add(new BenchmarkRow { Id = id, What = what, Callers = 1, Unit = "report", PerSecond = 1e6 / median, P50 = median, P99 = latencies.At(99) });
        run.Add(new BenchmarkTarget($"{id}-ms", latencies.At(99)!.Value / 1e3, 100, IsCeiling: true));
    }

    /// <summary>Sums as summing would have left them: subject n comes each day with a chance of one in ten and a number of requests that falls with n.</summary>
    private static async Task FillAsync(DatabaseServer server, string database, int users, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var first = from.ToUnixTimeMilliseconds();
        const string Numbers = "r, r - r / 20, r / 50, r / 30, 0, r, r, 0, r * 900, r * 20000";
        const string Sketches = "'{1984,4096}', array[r / 2, r - r / 2], array[hashint8extended(s, 1), hashint8extended(s, 2)]";
        var subjects = string.Create(CultureInfo.InvariantCulture, $"""
            select d, s, 1 + (1000000 / (1 + power(s, 0.8) * (0.5 + random())))::bigint as r
            from generate_series(0, {Days - 1}) d, generate_series(1, {users}) s where s <= 200 or random() < 0.1
            """);
        await server.ExecuteAsync(database, $"""
            create table activity as {subjects};
            insert into usage_subjects select 'day', {first} + d * 86400000::bigint, 'ip_' || s, null, {Numbers} from activity;
            insert into usage_subjects select 'month', extract(epoch from date_trunc('month', to_timestamp({first} / 1000)))::bigint * 1000, 'ip_' || s, null, {Numbers}
            from (select s, sum(r)::bigint as r from activity group by s) a;
            insert into usage_daily select {first} + d * 86400000::bigint, 'ip_' || s, null, 0, '/v1/e' || e, 'free', '', {Numbers}, {Sketches}
            from (select d, s, e, r / 3 + 1 as r from activity, generate_series(1, 3) e) a;
            insert into usage_totals select 'hour', {first} + h * 3600000::bigint, '/v1/e' || e, p, c, {Numbers}, {Sketches}
            from (select h, e, p, c, (1000 + h)::bigint as r, h as s from generate_series(0, {(24 * Days) - 1}) h, generate_series(1, 8) e, unnest(array['free', 'pro']) p, unnest(array['CH', 'DE', 'FR']) c) a;
            insert into usage_totals select 'day', {first} + d * 86400000::bigint, '/v1/e' || e, p, c, {Numbers}, {Sketches}
            from (select d, e, p, c, (24000 + d)::bigint as r, d as s from generate_series(0, {Days - 1}) d, generate_series(1, 8) e, unnest(array['free', 'pro']) p, unnest(array['CH', 'DE', 'FR']) c) a;
            """, cancellationToken);
        await server.ExecuteAsync(database, "vacuum (analyze)", cancellationToken);
    }
}
