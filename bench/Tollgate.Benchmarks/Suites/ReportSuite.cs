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

    // Millions of rows are there sooner when keys and indexes are made of all of them at once, and nothing here has to survive a crash.
    private const string SetKeysAside = """
        create unlogged table activity (d int, s int, r bigint);
        create table keys_aside as
        select i.indrelid::regclass::text as holder, i.indexrelid::regclass::text as name, c.conname,
            case when c.oid is null then pg_get_indexdef(i.indexrelid)
                else format('alter table %s add constraint %I %s', i.indrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) end as definition
        from pg_index i left join pg_constraint c on c.conindid = i.indexrelid and c.conrelid = i.indrelid
        where i.indrelid in ('usage_daily'::regclass, 'usage_subjects'::regclass, 'usage_totals'::regclass);
        do $$
        declare k record;
        begin
            for k in select * from keys_aside loop
                execute case when k.conname is null then 'drop index ' || k.name else format('alter table %s drop constraint %I', k.holder, k.conname) end;
            end loop;
            for k in select distinct holder from keys_aside loop
                execute format('alter table %s set unlogged', k.holder);
            end loop;
        end $$;
        """;

    private const string PutKeysBack = """
        set maintenance_work_mem = '1GB';
        do $$
        declare k record;
        begin
            for k in select * from keys_aside order by conname nulls last loop
                execute k.definition;
            end loop;
        end $$;
        """;

    /// <summary>For one kind of report; beyond it 25 have to do, though their p99 is the slowest of them.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <inheritdoc />
    public string Name => "report";

    /// <inheritdoc />
    public string Title => "Reports over a month";

    /// <inheritdoc />
    public async Task RunAsync(SuiteRun run, CancellationToken cancellationToken)
    {
        var users = run.IsQuick ? 10_000 : 1_000_000;
        await using var server = await DatabaseServer.StartAsync(cancellationToken);
        var database = await server.CreateDatabaseAsync("report", cancellationToken);
        await using var services = await TollgateSchema.CreateAsync(database, cancellationToken);
        var until = new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var from = until.AddDays(-Days);
        await FillAsync(run, server, database, users, from, cancellationToken);
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
        var beganAt = Stopwatch.GetTimestamp();
        for (var i = 0; i < 100 && (i < 25 || Stopwatch.GetElapsedTime(beganAt) < Patience); i++)
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
    private static async Task FillAsync(SuiteRun run, DatabaseServer server, string database, int users, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var first = from.ToUnixTimeMilliseconds();
        const string Numbers = "r, r - r / 20, r / 50, r / 30, 0, r, r, 0, r * 900, r * 20000";
        const string Sketches = "'{1984,4096}', array[r / 2, r - r / 2], array[hashint8extended(s, 1), hashint8extended(s, 2)]";
        await server.ExecuteAsync(database, SetKeysAside, cancellationToken);
        run.Say("filling: who comes when");
        await OnTwoAsync((since, until) => $"""
            insert into activity select d, s, 1 + (1000000 / (1 + power(s, 0.8) * (0.5 + random())))::bigint
            from generate_series({since}, {until}) d, generate_series(1, {users}) s where s <= 200 or random() < 0.1
            """);
        run.Say("filling: sums");
        await OnTwoAsync((since, until) => $"""
            insert into usage_subjects select 'day', {first} + d * 86400000::bigint, 'ip_' || s, null, {Numbers} from activity where d between {since} and {until};
            insert into usage_daily select {first} + d * 86400000::bigint, 'ip_' || s, null, 0, '/v1/e' || e, 'free', '', {Numbers}, {Sketches}
            from (select d, s, e, r / 3 + 1 as r from activity, generate_series(1, 3) e where d between {since} and {until}) a;
            """);
        await server.ExecuteAsync(database, string.Create(CultureInfo.InvariantCulture, $"""
            insert into usage_subjects select 'month', extract(epoch from date_trunc('month', to_timestamp({first} / 1000)))::bigint * 1000, 'ip_' || s, null, {Numbers}
            from (select s, sum(r)::bigint as r from activity group by s) a;
            insert into usage_totals select 'hour', {first} + h * 3600000::bigint, '/v1/e' || e, p, c, {Numbers}, {Sketches}
            from (select h, e, p, c, (1000 + h)::bigint as r, h as s from generate_series(0, {(24 * Days) - 1}) h, generate_series(1, 8) e, unnest(array['free', 'pro']) p, unnest(array['CH', 'DE', 'FR']) c) a;
            insert into usage_totals select 'day', {first} + d * 86400000::bigint, '/v1/e' || e, p, c, {Numbers}, {Sketches}
            from (select d, e, p, c, (24000 + d)::bigint as r, d as s from generate_series(0, {Days - 1}) d, generate_series(1, 8) e, unnest(array['free', 'pro']) p, unnest(array['CH', 'DE', 'FR']) c) a;
            """), cancellationToken);
        run.Say("filling: keys and indexes");
        await server.ExecuteAsync(database, PutKeysBack, cancellationToken);
        await server.ExecuteAsync(database, "vacuum (analyze)", cancellationToken);

        Task OnTwoAsync(Func<int, int, string> fill) => Task.WhenAll(
            server.ExecuteAsync(database, fill(0, (Days / 2) - 1), cancellationToken),
            server.ExecuteAsync(database, fill(Days / 2, Days - 1), cancellationToken));
    }
}
