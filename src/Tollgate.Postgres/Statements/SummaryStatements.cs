namespace Tollgate.Postgres.Statements;

/// <summary>Statements on the sums of recorded usage.</summary>
internal static class SummaryStatements
{
    /// <summary>Run once per connection: a large hour may take a while, and what is summed is put together in a table of the session.</summary>
    public const string Session = """
        /* tollgate.summaries.session */
        set statement_timeout = '15min'; set lock_timeout = '30s'; set work_mem = '64MB'; set jit = off;
        create temporary table summary_fresh (like usage_summaries) on commit delete rows
        """;

    /// <summary>One run at a time, until this transaction ends.</summary>
    public const string Lock = "/* tollgate.summaries.lock */ select pg_advisory_xact_lock(8390043843661231207)";

    /// <summary>Hours with new events.</summary>
    public const string TouchedHours = "/* tollgate.summaries.touched_hours */ select distinct hour from usage_touched order by hour";

    /// <summary>Days with new hours.</summary>
    public const string UnsummedDays = "/* tollgate.summaries.unsummed_days */ select day from usage_unsummed_days order by day";

    /// <summary>Marks hours ($1) as having new events.</summary>
    public const string Touch = "/* tollgate.summaries.touch */ insert into usage_touched (hour) select unnest($1)";

    /// <summary>From where events are still there.</summary>
    public const string KeptFrom = "/* tollgate.summaries.kept_from */ select kept_from from usage_floor";

    /// <summary>Notes that events before $1 are about to be cleaned up.</summary>
    public const string RaiseFloor = "/* tollgate.summaries.raise_floor */ update usage_floor set kept_from = greatest(kept_from, $1)";

    /// <summary>Takes the marks of an hour ($1); what is marked later stays, and events that are seen from here on include those of the marks.</summary>
    public const string TakeMarks = "/* tollgate.summaries.take_marks */ delete from usage_touched where hour = $1";

    /// <summary>Whether there are probably at most $3 events from $1 until $2, an hour later: judged by four of its minutes.</summary>
    public const string AreFew = """
        /* tollgate.summaries.are_few */
        select case when 15 * sum(events) <= $3 then 1 else 0 end::bigint
        from generate_series($1, $2 - 1, 900000) as m (start)
        cross join lateral (select count(*) as events from api_usage where at >= m.start and at < m.start + 60000) e
        """;

    /// <summary>
    /// Sums the events from $1 until $2. Durations keep their six leading binary digits, see DurationHistogram; they are collected as they come
    /// and counted afterwards, where there are enough to make that shorter. All of a group are in memory at once.
    /// </summary>
    public const string SumEvents = $"""
        /* tollgate.summaries.sum_events */
        insert into summary_fresh (start, subject, user_id, key_id, endpoint, plan, country, {Measures}, duration_values, duration_counts, address_hashes)
        select $1, subject, user_id, key_id, endpoint, plan, country, {Measures},
            coalesce(d.duration_values, e.duration_values, '{EmptyArray}'), coalesce(d.duration_counts, e.duration_counts, '{EmptyArray}'),
            coalesce(address_hashes[1:64], '{EmptyArray}')
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
                array_agg(distinct hashtextextended(address, 0)) filter (where address is not null) as address_hashes
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
            select subject, max(user_id) as user_id, {SumOfMeasuresNamed}
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
        insert into usage_summaries as s ({DetailColumns})
        select {DetailColumns} from summary_fresh
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

    /// <summary>A subject's days from $2 until $3.</summary>
    public const string SubjectDays = $"""
        /* tollgate.summaries.subject_days */
        select start, {Measures} from usage_subjects where subject = $1 and grain = 'day' and start >= $2 and start < $3 order by start
        """;

    private const string Measures = "requests, succeeded, failed, refused, shadow_refused, cost, charged, bytes_in, bytes_out, duration_us";
    private const string DetailColumns =
        "start, subject, user_id, key_id, endpoint, plan, country, " + Measures + ", duration_values, duration_counts, address_hashes";

    private const string SumOfMeasures = """
        sum(requests)::bigint, sum(succeeded)::bigint, sum(failed)::bigint, sum(refused)::bigint, sum(shadow_refused)::bigint,
            sum(cost)::bigint, sum(charged)::bigint, sum(bytes_in)::bigint, sum(bytes_out)::bigint, sum(duration_us)::bigint
        """;

    private const string SumOfMeasuresNamed = """
        sum(requests)::bigint as requests, sum(succeeded)::bigint as succeeded, sum(failed)::bigint as failed, sum(refused)::bigint as refused,
            sum(shadow_refused)::bigint as shadow_refused, sum(cost)::bigint as cost, sum(charged)::bigint as charged,
            sum(bytes_in)::bigint as bytes_in, sum(bytes_out)::bigint as bytes_out, sum(duration_us)::bigint as duration_us
        """;

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

    private const string EmptyArray = "{}";
    private const string Detail = "subject, key_id, endpoint, plan, country";
    private const string Total = "endpoint, plan, country";
    private const string DayLength = "86400000";

    /// <summary>Sums the hours of a day ($1) into the day's rows.</summary>
    public static readonly string SumDay = $"""
        /* tollgate.summaries.sum_day */
        {Merge($"select * from usage_summaries where start >= $1 and start < $1 + {DayLength}", Detail, "max(user_id) as user_id, ")}
        insert into usage_daily ({DetailColumns})
        select $1, subject, user_id, key_id, endpoint, plan, country, {Measures}, {MergedSketches}
        from sums left join durations using ({Detail}) left join addresses using ({Detail})
        """;

    /// <summary>Sums the hour ($1) that is in the session's table into everybody's totals.</summary>
    public static readonly string TotalHour = $"""
        /* tollgate.summaries.total_hour */
        {Merge("select * from summary_fresh", Total, "")}
        insert into usage_totals (grain, start, endpoint, plan, country, {Measures}, duration_values, duration_counts, address_hashes)
        select 'hour', $1, endpoint, plan, country, {Measures}, {MergedSketches}
        from sums left join durations using ({Total}) left join addresses using ({Total})
        """;

    /// <summary>Sums everybody's hours of a day ($1) into the totals of the day.</summary>
    public static readonly string TotalDay = $"""
        /* tollgate.summaries.total_day */
        {Merge($"select * from usage_totals where grain = 'hour' and start >= $1 and start < $1 + {DayLength}", Total, "")}
        insert into usage_totals (grain, start, endpoint, plan, country, {Measures}, duration_values, duration_counts, address_hashes)
        select 'day', $1, endpoint, plan, country, {Measures}, {MergedSketches}
        from sums left join durations using ({Total}) left join addresses using ({Total})
        """;

    private const string MergedSketches =
        "coalesce(duration_values, '{}'), coalesce(duration_counts, '{}'), coalesce(address_hashes, '{}')";

    private const string Filters = """
        ($3::text is null or plan = $3) and ($4::text is null or endpoint = $4) and ($5::text is null or country = $5)
        """;

    private const string SubjectFilters = Filters + " and subject = $6 and ($7::bigint is null or key_id = $7)";

    private const string DetailRow =
        "subject, user_id, key_id, endpoint, plan, country, " + Measures + ", duration_values, duration_counts, address_hashes";

    private const string TotalRow =
        "null::text as subject, null::bigint as user_id, 0::bigint as key_id, endpoint, plan, country, " + Measures + ", duration_values, duration_counts, address_hashes";

    /// <summary>A subject's hours from $1 until $2.</summary>
    public const string ReadHours = $"""
        /* tollgate.summaries.read_hours */
        select start, {DetailRow} from usage_summaries where start >= $1 and start < $2 and {SubjectFilters}
        """;

    /// <summary>A subject's days from $1 until $2; those that are not summed yet from their hours.</summary>
    public static readonly string ReadDays = $"""
        /* tollgate.summaries.read_days */
        {Days($"start, {DetailRow}", $"start - start % {DayLength}, {DetailRow}", SubjectFilters)}
        """;

    /// <summary>Everybody's hours from $1 until $2.</summary>
    public const string ReadTotalHours = $"""
        /* tollgate.summaries.read_total_hours */
        select start, {TotalRow} from usage_totals where grain = 'hour' and start >= $1 and start < $2 and {Filters}
        """;

    /// <summary>Everybody's days from $1 until $2; those that are not summed yet from their hours.</summary>
    public const string ReadTotalDays = $"""
        /* tollgate.summaries.read_total_days */
        select start, {TotalRow} from usage_totals
        where grain = 'day' and start >= $1 and start < $2 and {Filters} and not exists (select from usage_unsummed_days u where u.day = start)
        union all
        select start - start % {DayLength}, {TotalRow} from usage_totals
        where grain = 'hour' and start >= $1 and start < $2 and {Filters} and start - start % {DayLength} in (select day from usage_unsummed_days)
        """;

    /// <summary>The $2 subjects with the most of a measure in one day or month that starts at $1.</summary>
    public static string RankOne(string grain, string measure) => $"""
        /* tollgate.summaries.rank_one */
        select r.subject, r.user_id, u.name, {MeasuresOfR}
        from (
            select * from usage_subjects where grain = '{grain}' and start = $1 and {measure} > 0 order by {measure} desc, subject limit $2
        ) r
        left join users u on u.id = r.user_id
        order by r.{measure} desc, r.subject
        """;

    /// <summary>The $3 subjects with the most of a measure in the days from $1 until $2.</summary>
    public static string RankDays(string measure) => $"""
        /* tollgate.summaries.rank_days */
        select r.subject, r.user_id, u.name, {MeasuresOfR}
        from (
            select subject, max(user_id) as user_id, {SumOfMeasuresNamed}
            from usage_subjects where grain = 'day' and start >= $1 and start < $2
            group by subject having sum({measure}) > 0 order by sum({measure}) desc, subject limit $3
        ) r
        left join users u on u.id = r.user_id
        order by r.{measure} desc, r.subject
        """;

    /// <summary>
    /// The $3 subjects with the most of a measure in the days from $1 until $2 among those that are one of the $4 first of a day, and in the last
    /// column the most that any other subject can have: the sum of the last values of each day's list that was cut off.
    /// </summary>
    public static string RankTopOfDays(string measure) => $"""
        /* tollgate.summaries.rank_top_of_days */
        with tops as materialized (
            select d.start, t.subject, t.value
            from generate_series($1, $2 - 1, {DayLength}) as d (start)
            cross join lateral (
                select subject, {measure} as value from usage_subjects
                where grain = 'day' and start = d.start and {measure} > 0 order by {measure} desc, subject limit $4
            ) t
        ),
        others as (
            select coalesce(sum(least), 0)::bigint as most from (select min(value) as least from tops group by start having count(*) = $4) cut
        ),
        r as (
            select subject, max(user_id) as user_id, {SumOfMeasuresNamed}
            from usage_subjects
            where subject = any (array(select distinct subject from tops)) and grain = 'day' and start >= $1 and start < $2
            group by subject order by sum({measure}) desc, subject limit $3
        )
        select r.subject, r.user_id, u.name, {MeasuresOfR}, others.most
        from r cross join others left join users u on u.id = r.user_id
        order by r.{measure} desc, r.subject
        """;

    /// <summary>
    /// The $6 subjects or keys with the most requests in the hours or days from $1 until $2 that fit the filters; among the subjects $7 or all.
    /// </summary>
    public static string RankParts(bool isHourly, bool isByKey, bool isAmongSome)
    {
        const string Columns = "subject, user_id, key_id, requests";
        var filters = Filters + (isAmongSome ? " and subject = any ($7)" : "") + (isByKey ? " and key_id <> 0" : "");
        var rows = isHourly
            ? $"select {Columns} from usage_summaries where start >= $1 and start < $2 and {filters}"
            : Days(Columns, Columns, filters);
        return $"""
            /* tollgate.summaries.rank_parts */
            select r.subject, r.key_id, u.name, r.requests
            from (
                select subject, {(isByKey ? "key_id" : "null::bigint as key_id")}, max(user_id) as user_id, sum(requests)::bigint as requests
                from ({rows}) rows
                group by 1, 2 order by requests desc, subject, key_id limit $6
            ) r
            left join users u on u.id = r.user_id
            order by r.requests desc, r.subject, r.key_id
            """;
    }

    /// <summary>Rows of days from $1 until $2; days that are not summed yet as rows of their hours.</summary>
    private static string Days(string columns, string columnsOfHours, string filters) => $"""
        select {columns} from usage_daily
        where start >= $1 and start < $2 and {filters} and not exists (select from usage_unsummed_days u where u.day = start)
        union all
        select {columnsOfHours} from usage_summaries
        where start >= $1 and start < $2 and {filters} and exists (select from usage_unsummed_days u where u.day = start - start % {DayLength})
        """;

    private const string MeasuresOfR =
        "r.requests, r.succeeded, r.failed, r.refused, r.shadow_refused, r.cost, r.charged, r.bytes_in, r.bytes_out, r.duration_us";

    /// <summary>Counts the rows of a table before $1.</summary>
    public static string CountBefore(string table, string condition) =>
        $"/* tollgate.summaries.count_before */ select count(*) from {table} where start < $1 and {condition}";

    /// <summary>Removes the oldest rows of a table before $1, a bounded number.</summary>
    public static string DropSome(string table, string condition) => $"""
        /* tollgate.summaries.drop_some */
        delete from {table} where ctid = any (array(select ctid from {table} where start < $1 and {condition} order by start limit 5000))
        """;

    /// <summary>Common table expressions sums, durations and addresses: the source's rows merged by the dimensions.</summary>
    private static string Merge(string source, string dimensions, string user) => $"""
        with source as not materialized ({source}),
        sums as (select {dimensions}, {user}{SumOfMeasuresNamed} from source group by {dimensions}),
        durations as (
            select {dimensions}, c.duration_values, c.duration_counts
            from (
                select {dimensions}, array_agg(value) as duration_values, array_agg(times) as duration_counts
                from source cross join unnest(duration_values, duration_counts) as d (value, times)
                group by {dimensions}
            ) collected
            cross join lateral (
                select array_agg(value) as duration_values, array_agg(times) as duration_counts
                from (
                    select value, sum(times)::bigint as times
                    from unnest(collected.duration_values, collected.duration_counts) as u (value, times)
                    group by value
                ) counted
            ) c
        ),
        addresses as (
            select {dimensions}, (array_agg(distinct hash order by hash))[1:64] as address_hashes
            from source cross join unnest(address_hashes) as a (hash)
            group by {dimensions}
        )
        """;
}
