using static Tollgate.Postgres.Statements.SummaryColumns;

namespace Tollgate.Postgres.Statements;

/// <summary>Statements that sum recorded usage into hours and days.</summary>
internal static class SummingStatements
{
    /// <summary>
    /// Run once per connection: a large hour may take a while, and what is summed is put together in a table of the session.
    /// The aggregate joins lists, which those of the server's own do only for lists of one length.
    /// </summary>
    public const string Session = """
        /* tollgate.summaries.session */
        set statement_timeout = '15min'; set lock_timeout = '30s'; set work_mem = '64MB'; set jit = off;
        create temporary table summary_fresh (like usage_summaries) on commit delete rows;
        create aggregate pg_temp.joined (bigint[]) (sfunc = array_cat, stype = bigint[])
        """;

    /// <summary>
    /// Until this transaction ends, PostgreSQL groups by hashing wherever it can: it takes each collected list for eight kilobytes, fears for its
    /// memory and would rather sort all events by their dimensions, which takes three times as long.
    /// </summary>
    public const string GroupByHashing = "/* tollgate.summaries.group_by_hashing */ set local enable_sort = off";

    /// <summary>
    /// Until the transaction ends, PostgreSQL joins by hashing: its statistics do not know an hour that has just been inserted, it expects one row
    /// and would compare each of thousands with each.
    /// </summary>
    public const string JoinByHashing = "/* tollgate.summaries.join_by_hashing */ set local enable_nestloop = off";

    /// <summary>
    /// One run at a time sums an hour ($1), until this transaction ends. Others may sum other hours meanwhile, unless they are of a version that
    /// lets one hour in at a time: those wait for the first lock, and it for them.
    /// </summary>
    public const string LockHour = """
        /* tollgate.summaries.lock_hour */
        select pg_advisory_xact_lock_shared(8390043843661231207), pg_advisory_xact_lock(1953460071, ($1 / 3600000)::integer)
        """;

    /// <summary>
    /// One run at a time changes subjects, because the hours of a month change the same rows, and a day ($1), so that no hour changes while its
    /// day is summed. Whoever waits for these has locked an hour, and nobody who has them waits for an hour.
    /// </summary>
    public const string LockSubjectsAndDay = """
        /* tollgate.summaries.lock_subjects_and_day */
        select pg_advisory_xact_lock(1953460072, 0), pg_advisory_xact_lock(1953460073, ($1 / 86400000)::integer)
        """;

    /// <summary>One run at a time sums a day ($1), until this transaction ends, and none of its hours changes.</summary>
    public const string LockDay = """
        /* tollgate.summaries.lock_day */
        select pg_advisory_xact_lock_shared(8390043843661231207), pg_advisory_xact_lock(1953460073, ($1 / 86400000)::integer)
        """;

    /// <summary>Takes the marks of an hour ($1); what is marked later stays, and events that are seen from here on include those of the marks.</summary>
    public const string TakeMarks = "/* tollgate.summaries.take_marks */ delete from usage_touched where hour = $1";

    /// <summary>From where events are still there.</summary>
    public const string KeptFrom = "/* tollgate.summaries.kept_from */ select kept_from from usage_floor";

    /// <summary>Whether there are probably at most $3 events from $1 until $2, an hour later: judged by four of its minutes.</summary>
    public const string AreFew = """
        /* tollgate.summaries.are_few */
        select case when 15 * sum(events) <= $3 then 1 else 0 end::bigint
        from generate_series($1, $2 - 1, 900000) as m (start)
        cross join lateral (select count(*) as events from api_usage where at >= m.start and at < m.start + 60000) e
        """;

    /// <summary>
    /// Sums the events from $1 until $2. Durations keep their six leading binary digits, see DurationHistogram; they are collected as they come
    /// and counted afterwards, where there are enough to make that shorter. So are addresses: picking the distinct ones at once would sort all
    /// events. All of a group are in memory at once.
    /// </summary>
    public const string SumEvents = $"""
        /* tollgate.summaries.sum_events */
        insert into summary_fresh (start, subject, user_id, key_id, endpoint, plan, country, {Measures}, duration_values, duration_counts, address_hashes)
        select $1, subject, user_id, key_id, endpoint, plan, country, {Measures},
            coalesce(d.duration_values, e.duration_values, '{EmptyArray}'), coalesce(d.duration_counts, e.duration_counts, '{EmptyArray}'),
            array(select distinct hash from unnest(e.address_hashes) as a (hash) order by hash limit 64)
        from (
            select subject, max(user_id) as user_id, coalesce(key_id, 0) as key_id, endpoint, coalesce(plan, '') as plan, coalesce(country, '') as country,
                sum(count)::bigint as requests,
                coalesce(sum(count) filter (where passes and status < 400), 0)::bigint as succeeded,
                coalesce(sum(count) filter (where passes and status >= 400), 0)::bigint as failed,
                coalesce(sum(count) filter (where not passes), 0)::bigint as refused,
                coalesce(sum(count) filter (where is_shadow), 0)::bigint as shadow_refused,
                sum(cost)::bigint as cost, sum(charged)::bigint as charged,
                coalesce(sum(bytes_in), 0)::bigint as bytes_in, coalesce(sum(bytes_out), 0)::bigint as bytes_out,
                coalesce(sum(duration_us) filter (where passes), 0)::bigint as duration_us,
                array_agg({RoundedDuration}) filter (where passes) as duration_values,
                array_agg(count) filter (where passes) as duration_counts,
                array_agg(hashtextextended(address, 0)) filter (where address is not null) as address_hashes
            from ({PassingEvents}) p
            group by 1, 3, 4, 5, 6
        ) e
        left join lateral (
            select array_agg(value) as duration_values, array_agg(times) as duration_counts
            from (
                select value, sum(times)::bigint as times
                from unnest(e.duration_values, e.duration_counts) as u (value, times)
                where cardinality(e.duration_values) > 8
                group by value
            ) counted
        ) d on true
        """;

    /// <summary>The same for so many events that those of a group could be too many for memory: they are counted first, then collected.</summary>
    public const string SumManyEvents = $"""
        /* tollgate.summaries.sum_many_events */
        insert into summary_fresh (start, subject, user_id, key_id, endpoint, plan, country, {Measures}, duration_values, duration_counts, address_hashes)
        select $1, subject, max(user_id), key_id, endpoint, plan, country, {SumOfMeasures},
            coalesce(array_agg(duration) filter (where duration is not null), '{EmptyArray}'),
            coalesce(array_agg(passed) filter (where duration is not null), '{EmptyArray}'),
            coalesce((array_agg(distinct address_hash order by address_hash) filter (where address_hash is not null))[1:64], '{EmptyArray}')
        from (
            select subject, coalesce(key_id, 0) as key_id, endpoint, coalesce(plan, '') as plan, coalesce(country, '') as country,
                case when passes then {RoundedDuration} end as duration,
                hashtextextended(address, 0) as address_hash,
                max(user_id) as user_id,
                sum(count) as requests,
                coalesce(sum(count) filter (where passes and status < 400), 0) as succeeded,
                coalesce(sum(count) filter (where passes and status >= 400), 0) as failed,
                coalesce(sum(count) filter (where not passes), 0) as refused,
                coalesce(sum(count) filter (where is_shadow), 0) as shadow_refused,
                sum(cost) as cost, sum(charged) as charged,
                coalesce(sum(bytes_in), 0) as bytes_in, coalesce(sum(bytes_out), 0) as bytes_out,
                coalesce(sum(duration_us) filter (where passes), 0) as duration_us,
                coalesce(sum(count) filter (where passes), 0)::bigint as passed
            from ({PassingEvents}) e
            group by 1, 2, 3, 4, 5, 6, 7
        ) p
        group by subject, key_id, endpoint, plan, country
        """;

    private const string PassingEvents = """
        select *, outcome = 'admitted' or is_shadow as passes, greatest(0, least(duration_us, 2147483647)) as duration
                from api_usage where at >= $1 and at < $2
        """;

    private const string RoundedDuration = "duration & (-1::bigint << greatest(0, floor(ln(greatest(duration, 1)::float8) * 1.4426950408889634)::int - 5))";

    /// <summary>Brings what changed in the hour ($1) to the subjects' day ($2) and month ($3).</summary>
    public const string MoveSubjects = $"""
        /* tollgate.summaries.move_subjects */
        insert into usage_subjects as s (grain, start, subject, user_id, {Measures})
        select g.grain, g.start, d.subject, d.user_id, {MeasuresOfD}
        from (
            select subject, max(user_id) as user_id, {SumOfMeasures}
            from (
                select subject, user_id, {Measures} from summary_fresh
                union all
                select subject, user_id, {NegativeMeasures} from usage_summaries where start = $1
            ) both_states
            group by subject
            having sum(requests) <> 0
        ) d
        cross join (values ('day', $2), ('month', $3)) as g (grain, start)
        on conflict (grain, start, subject) do update set user_id = coalesce(excluded.user_id, s.user_id), {AddMeasures}
        """;

    /// <summary>Replaces the rows of the hour ($1) that changed.</summary>
    public const string ReplaceHour = $"""
        /* tollgate.summaries.replace_hour */
        insert into usage_summaries as s ({OfDetail})
        select {OfDetail} from summary_fresh
        on conflict (start, subject, key_id, endpoint, plan, country) do update set
            user_id = excluded.user_id, {SetMeasures},
            duration_values = excluded.duration_values, duration_counts = excluded.duration_counts, address_hashes = excluded.address_hashes
        where s.requests <> excluded.requests
        """;

    /// <summary>Removes rows of the hour ($1) that have no events any more.</summary>
    public const string TrimHour = """
        /* tollgate.summaries.trim_hour */
        delete from usage_summaries s where s.start = $1 and not exists (
            select from summary_fresh f
            where (f.subject, f.key_id, f.endpoint, f.plan, f.country) = (s.subject, s.key_id, s.endpoint, s.plan, s.country))
        """;

    /// <summary>Notes that a day ($1) has a new hour.</summary>
    public const string MarkDay = "/* tollgate.summaries.mark_day */ insert into usage_unsummed_days (day) values ($1) on conflict do nothing";

    /// <summary>Takes the mark of a day ($1).</summary>
    public const string TakeDay = "/* tollgate.summaries.take_day */ delete from usage_unsummed_days where day = $1";

    /// <summary>Removes a day's ($1) rows.</summary>
    public const string ClearDay = "/* tollgate.summaries.clear_day */ delete from usage_daily where start = $1";

    /// <summary>Removes everybody's totals of a grain ($2) and time ($1).</summary>
    public const string ClearTotals = "/* tollgate.summaries.clear_totals */ delete from usage_totals where start = $1 and grain = $2";

    /// <summary>Sums the hours of a day ($1) into the day's rows. A group has one list of each hour: they are joined, then counted.</summary>
    public const string SumDay = $"""
        /* tollgate.summaries.sum_day */
        insert into usage_daily ({OfDetail})
        select $1, subject, user_id, key_id, endpoint, plan, country, {Measures},
            coalesce(d.duration_values, '{EmptyArray}'), coalesce(d.duration_counts, '{EmptyArray}'),
            array(select distinct hash from unnest(h.address_hashes) as a (hash) order by hash limit 64)
        from (
            select {Detail}, max(user_id) as user_id, {SumOfMeasures},
                pg_temp.joined(duration_values) as duration_values, pg_temp.joined(duration_counts) as duration_counts,
                pg_temp.joined(address_hashes) as address_hashes
            from usage_summaries where start >= $1 and start < $1 + {DayLength}
            group by {Detail}
        ) h
        cross join lateral (
            select array_agg(value) as duration_values, array_agg(times) as duration_counts
            from (
                select value, sum(times)::bigint as times
                from unnest(h.duration_values, h.duration_counts) as u (value, times)
                group by value
            ) counted
        ) d
        """;

    /// <summary>Sums the hour ($1) that is in the session's table into everybody's totals.</summary>
    public const string TotalHour = $"""
        /* tollgate.summaries.total_hour */
        with source as not materialized (select * from summary_fresh), {TotalsOfSource}
        insert into usage_totals (grain, start, {Total}, {Measures}, {Sketches})
        select 'hour', $1, {Total}, {Measures}, {MergedSketches}
        from sums left join durations using ({Total}) left join addresses using ({Total})
        """;

    /// <summary>Sums everybody's hours of a day ($1) into the totals of the day.</summary>
    public const string TotalDay = $"""
        /* tollgate.summaries.total_day */
        with source as not materialized (select * from usage_totals where grain = 'hour' and start >= $1 and start < $1 + {DayLength}), {TotalsOfSource}
        insert into usage_totals (grain, start, {Total}, {Measures}, {Sketches})
        select 'day', $1, {Total}, {Measures}, {MergedSketches}
        from sums left join durations using ({Total}) left join addresses using ({Total})
        """;

    private const string EmptyArray = "{}";

    private const string TotalsOfSource = $"""
        sums as (select {Total}, {SumOfMeasures} from source group by {Total}),
        durations as (
            select {Total}, array_agg(value) as duration_values, array_agg(times) as duration_counts
            from (
                select {Total}, value, sum(times)::bigint as times
                from (select {Total}, unnest(duration_values) as value, unnest(duration_counts) as times from source) listed
                group by {Total}, value
            ) counted
            group by {Total}
        ),
        addresses as (
            select {Total}, (array_agg(hash order by hash))[1:64] as address_hashes
            from (select distinct {Total}, unnest(address_hashes) as hash from source) listed
            group by {Total}
        )
        """;

    private const string MergedSketches =
        "coalesce(duration_values, '{}'), coalesce(duration_counts, '{}'), coalesce(address_hashes, '{}')";

    private const string MeasuresOfD =
        "d.requests, d.succeeded, d.failed, d.refused, d.shadow_refused, d.cost, d.charged, d.bytes_in, d.bytes_out, d.duration_us";

    private const string NegativeMeasures =
        "-requests, -succeeded, -failed, -refused, -shadow_refused, -cost, -charged, -bytes_in, -bytes_out, -duration_us";

    private const string AddMeasures = """
        requests = s.requests + excluded.requests, succeeded = s.succeeded + excluded.succeeded, failed = s.failed + excluded.failed,
            refused = s.refused + excluded.refused, shadow_refused = s.shadow_refused + excluded.shadow_refused, cost = s.cost + excluded.cost,
            charged = s.charged + excluded.charged, bytes_in = s.bytes_in + excluded.bytes_in, bytes_out = s.bytes_out + excluded.bytes_out,
            duration_us = s.duration_us + excluded.duration_us
        """;

    private const string SetMeasures = """
        requests = excluded.requests, succeeded = excluded.succeeded, failed = excluded.failed, refused = excluded.refused,
            shadow_refused = excluded.shadow_refused, cost = excluded.cost, charged = excluded.charged, bytes_in = excluded.bytes_in,
            bytes_out = excluded.bytes_out, duration_us = excluded.duration_us
        """;
}
