namespace Tollgate.Sqlite.Statements;

/// <summary>
/// Statements on the sums of recorded usage. What is summed is put together in tables of the connection, which takes no lock that a writer
/// waits for, and moved in short transactions.
/// </summary>
internal static class SummaryStatements
{
    /// <summary>Run once per connection that sums.</summary>
    public const string Session = $"""
        /* tollgate.summaries.session */
        pragma busy_timeout = 5000; pragma synchronous = full;
        create temporary table summary_fresh (
            subject text not null, user_id integer, key_id integer not null, endpoint text not null, plan text not null, country text not null,
            {MeasureColumns}, durations blob not null, addresses blob not null,
            primary key (subject, key_id, endpoint, plan, country)) without rowid;
        create temporary table total_fresh (
            endpoint text not null, plan text not null, country text not null, {MeasureColumns}, durations blob not null, addresses blob not null);
        """;

    /// <summary>Hours with new events.</summary>
    public const string TouchedHours = "/* tollgate.summaries.touched_hours */ select hour from usage_touched order by hour";

    /// <summary>Days with new hours.</summary>
    public const string UnsummedDays = "/* tollgate.summaries.unsummed_days */ select day from usage_unsummed_days order by day";

    /// <summary>Marks an hour as having new events.</summary>
    public const string Touch = """
        /* tollgate.summaries.touch */
        insert into usage_touched (hour, mark) values ($hour, 1) on conflict (hour) do update set mark = mark + 1
        """;

    /// <summary>From where events are still there.</summary>
    public const string KeptFrom = "/* tollgate.summaries.kept_from */ select kept_from from usage_floor";

    /// <summary>Notes that events before an instant are about to be cleaned up.</summary>
    public const string RaiseFloor = "/* tollgate.summaries.raise_floor */ update usage_floor set kept_from = max(kept_from, $before)";

    /// <summary>Drops the mark of an hour whose events are gone.</summary>
    public const string DropMark = "/* tollgate.summaries.drop_mark */ delete from usage_touched where hour = $start";

    /// <summary>Makes a run the owner of an hour; its mark.</summary>
    public const string OwnHour = """
        /* tollgate.summaries.own_hour */
        insert into usage_touched (hour, mark, owner) values ($start, 0, $owner)
        on conflict (hour) do update set owner = excluded.owner returning mark
        """;

    /// <summary>Makes a run the owner of a day; its mark.</summary>
    public const string OwnDay = """
        /* tollgate.summaries.own_day */
        insert into usage_unsummed_days (day, mark, owner) values ($start, 0, $owner)
        on conflict (day) do update set owner = excluded.owner returning mark
        """;

    /// <summary>Whether the run still owns the hour.</summary>
    public const string IsHourOwned = "/* tollgate.summaries.is_hour_owned */ select exists (select 1 from usage_touched where hour = $start and owner = $owner)";

    /// <summary>Whether the run still owns the day.</summary>
    public const string IsDayOwned = "/* tollgate.summaries.is_day_owned */ select exists (select 1 from usage_unsummed_days where day = $start and owner = $owner)";

    /// <summary>Sums the events of an hour.</summary>
    public const string SumEvents = """
        /* tollgate.summaries.sum_events */
        insert into summary_fresh
        select subject, max(user_id), coalesce(key_id, 0), endpoint, coalesce(plan, ''), coalesce(country, ''),
            sum(count),
            coalesce(sum(count) filter (where passes and status < 400), 0),
            coalesce(sum(count) filter (where passes and status >= 400), 0),
            coalesce(sum(count) filter (where not passes), 0),
            coalesce(sum(count) filter (where is_shadow), 0),
            sum(cost), sum(charged), coalesce(sum(bytes_in), 0), coalesce(sum(bytes_out), 0),
            coalesce(sum(duration_us) filter (where passes), 0),
            coalesce(tollgate_durations(duration_us, iif(passes, count, 0)), x''),
            coalesce(tollgate_addresses(address), x'')
        from (select *, outcome = 'admitted' or is_shadow as passes from api_usage where at >= $start and at < $start + 3600000)
        group by subject, coalesce(key_id, 0), endpoint, coalesce(plan, ''), coalesce(country, '')
        """;

    /// <summary>Sums the hours of a day.</summary>
    public const string SumDay = $"""
        /* tollgate.summaries.sum_day */
        insert into summary_fresh
        select subject, max(user_id), key_id, endpoint, plan, country, {SumOfMeasures},
            coalesce(tollgate_merge_durations(durations), x''), coalesce(tollgate_merge_addresses(addresses), x'')
        from usage_summaries where start >= $start and start < $start + 86400000
        group by subject, key_id, endpoint, plan, country
        """;

    /// <summary>Subjects that have rows in the hour before or after, in order.</summary>
    public const string SubjectsOfHour = """
        /* tollgate.summaries.subjects_of_hour */
        select subject from summary_fresh union select subject from usage_summaries where start = $start order by 1
        """;

    /// <summary>Subjects that have rows in the day before or after, in order.</summary>
    public const string SubjectsOfDay = """
        /* tollgate.summaries.subjects_of_day */
        select subject from summary_fresh union select subject from usage_daily where start = $start order by 1
        """;

    /// <summary>Brings what changed in the hour to the subjects' day and month, for subjects of a range.</summary>
    public const string MoveSubjects = $"""
        /* tollgate.summaries.move_subjects */
        insert into usage_subjects (grain, start, subject, user_id, {Measures})
        select g.grain, g.start, d.subject, d.user_id, {MeasuresOfD}
        from (
            select subject, max(user_id) as user_id, {SumOfMeasuresNamed}
            from (
                select subject, user_id, {Measures} from summary_fresh where subject between $first and $last
                union all
                select subject, user_id, {NegativeMeasures} from usage_summaries where start = $start and subject between $first and $last
            )
            group by subject
            having sum(requests) <> 0
        ) d
        cross join (select 'day' as grain, $day as start union all select 'month', $month) g
        where true
        on conflict (grain, start, subject) do update set user_id = coalesce(excluded.user_id, user_id), {AddMeasures}
        """;

    /// <summary>Replaces the hour's rows of subjects of a range.</summary>
    public const string ReplaceHour = $"""
        /* tollgate.summaries.replace_hour */
        delete from usage_summaries where start = $start and subject between $first and $last;
        insert into usage_summaries (start, {Detail}) select $start, {Detail} from summary_fresh where subject between $first and $last;
        """;

    /// <summary>Replaces the day's rows of subjects of a range.</summary>
    public const string ReplaceDay = $"""
        /* tollgate.summaries.replace_day */
        delete from usage_daily where start = $start and subject between $first and $last;
        insert into usage_daily (start, {Detail}) select $start, {Detail} from summary_fresh where subject between $first and $last;
        """;

    /// <summary>Sums what was put together over all subjects.</summary>
    public const string TotalHour = $"""
        /* tollgate.summaries.total_hour */
        insert into total_fresh
        select endpoint, plan, country, {SumOfMeasures}, coalesce(tollgate_merge_durations(durations), x''), coalesce(tollgate_merge_addresses(addresses), x'')
        from summary_fresh group by endpoint, plan, country
        """;

    /// <summary>Sums everybody's hours of a day.</summary>
    public const string TotalDay = $"""
        /* tollgate.summaries.total_day */
        insert into total_fresh
        select endpoint, plan, country, {SumOfMeasures}, coalesce(tollgate_merge_durations(durations), x''), coalesce(tollgate_merge_addresses(addresses), x'')
        from usage_totals where grain = 'hour' and start >= $start and start < $start + 86400000 group by endpoint, plan, country
        """;

    /// <summary>Replaces everybody's totals of an hour or day.</summary>
    public const string ReplaceTotals = $"""
        /* tollgate.summaries.replace_totals */
        delete from usage_totals where grain = $grain and start = $start;
        insert into usage_totals (grain, start, endpoint, plan, country, {Measures}, durations, addresses)
        select $grain, $start, endpoint, plan, country, {Measures}, durations, addresses from total_fresh;
        """;

    /// <summary>Ends an hour: its day has something new, and the mark goes if nothing came meanwhile.</summary>
    public const string EndHour = """
        /* tollgate.summaries.end_hour */
        insert into usage_unsummed_days (day, mark) values ($day, 1) on conflict (day) do update set mark = mark + 1;
        delete from usage_touched where hour = $start and owner = $owner and mark = $mark;
        """;

    /// <summary>Ends a day: the mark goes if nothing came meanwhile.</summary>
    public const string EndDay = "/* tollgate.summaries.end_day */ delete from usage_unsummed_days where day = $start and owner = $owner and mark = $mark";

    /// <summary>A subject's days. Without statistics the planner would rather walk through the days of all subjects.</summary>
    public const string SubjectDays = $"""
        /* tollgate.summaries.subject_days */
        select start, {Measures} from usage_subjects indexed by ix_usage_subjects_subject where subject = $subject and grain = 'day' and start >= $from and start < $until order by start
        """;

    /// <summary>A subject's hours.</summary>
    public const string ReadHours = $"""
        /* tollgate.summaries.read_hours */
        select start, {Detail} from usage_summaries where start >= $from and start < $until and {SubjectFilters}
        """;

    /// <summary>A subject's days; those that are not summed yet from their hours.</summary>
    public static readonly string ReadDays = $"""
        /* tollgate.summaries.read_days */
        {Days($"start, {Detail}", $"start - start % 86400000, {Detail}", SubjectFilters)}
        """;

    /// <summary>Everybody's hours.</summary>
    public const string ReadTotalHours = $"""
        /* tollgate.summaries.read_total_hours */
        select start, {TotalRow} from usage_totals where grain = 'hour' and start >= $from and start < $until and {Filters}
        """;

    /// <summary>Everybody's days; those that are not summed yet from their hours.</summary>
    public const string ReadTotalDays = $"""
        /* tollgate.summaries.read_total_days */
        select start, {TotalRow} from usage_totals
        where grain = 'day' and start >= $from and start < $until and {Filters} and start not in (select day from usage_unsummed_days)
        union all
        select start - start % 86400000, {TotalRow} from usage_totals
        where grain = 'hour' and start >= $from and start < $until and {Filters} and start - start % 86400000 in (select day from usage_unsummed_days)
        """;

    private const string Measures = "requests, succeeded, failed, refused, shadow_refused, cost, charged, bytes_in, bytes_out, duration_us";
    private const string MeasuresOfD =
        "d.requests, d.succeeded, d.failed, d.refused, d.shadow_refused, d.cost, d.charged, d.bytes_in, d.bytes_out, d.duration_us";

    private const string MeasuresOfR =
        "r.requests, r.succeeded, r.failed, r.refused, r.shadow_refused, r.cost, r.charged, r.bytes_in, r.bytes_out, r.duration_us";

    private const string NegativeMeasures =
        "-requests, -succeeded, -failed, -refused, -shadow_refused, -cost, -charged, -bytes_in, -bytes_out, -duration_us";

    private const string MeasureColumns = """
        requests integer, succeeded integer, failed integer, refused integer, shadow_refused integer, cost integer, charged integer,
            bytes_in integer, bytes_out integer, duration_us integer
        """;

    private const string SumOfMeasures = """
        sum(requests), sum(succeeded), sum(failed), sum(refused), sum(shadow_refused), sum(cost), sum(charged), sum(bytes_in), sum(bytes_out),
            sum(duration_us)
        """;

    private const string SumOfMeasuresNamed = """
        sum(requests) as requests, sum(succeeded) as succeeded, sum(failed) as failed, sum(refused) as refused,
            sum(shadow_refused) as shadow_refused, sum(cost) as cost, sum(charged) as charged, sum(bytes_in) as bytes_in,
            sum(bytes_out) as bytes_out, sum(duration_us) as duration_us
        """;

    private const string AddMeasures = """
        requests = requests + excluded.requests, succeeded = succeeded + excluded.succeeded, failed = failed + excluded.failed,
            refused = refused + excluded.refused, shadow_refused = shadow_refused + excluded.shadow_refused, cost = cost + excluded.cost,
            charged = charged + excluded.charged, bytes_in = bytes_in + excluded.bytes_in, bytes_out = bytes_out + excluded.bytes_out,
            duration_us = duration_us + excluded.duration_us
        """;

    private const string Detail = "subject, user_id, key_id, endpoint, plan, country, " + Measures + ", durations, addresses";
    private const string TotalRow = "null as subject, null as user_id, 0 as key_id, endpoint, plan, country, " + Measures + ", durations, addresses";
    private const string Filters = "($plan is null or plan = $plan) and ($endpoint is null or endpoint = $endpoint) and ($country is null or country = $country)";
    private const string SubjectFilters = "subject = $subject and ($key is null or key_id = $key) and " + Filters;

    /// <summary>The subjects with the most of a measure in one day or month.</summary>
    public static string RankOne(string grain, string measure) => $"""
        /* tollgate.summaries.rank_one */
        select r.subject, r.user_id, u.name, {MeasuresOfR}
        from (
            select * from usage_subjects where grain = '{grain}' and start = $from and {measure} > 0 order by {measure} desc, subject limit $limit
        ) r
        left join users u on u.id = r.user_id
        order by r.{measure} desc, r.subject
        """;

    /// <summary>The subjects with the most of a measure in several days.</summary>
    public static string RankDays(string measure) => $"""
        /* tollgate.summaries.rank_days */
        select r.subject, r.user_id, u.name, {MeasuresOfR}
        from (
            select subject, max(user_id) as user_id, {SumOfMeasuresNamed}
            from usage_subjects where grain = 'day' and start >= $from and start < $until
            group by subject having sum({measure}) > 0 order by sum({measure}) desc, subject limit $limit
        ) r
        left join users u on u.id = r.user_id
        order by r.{measure} desc, r.subject
        """;

    /// <summary>The subjects or keys with the most requests in hours or days that fit the filters, among the subjects in a JSON array or all.</summary>
    public static string RankParts(bool isHourly, bool isByKey, bool isAmongSome)
    {
        const string Columns = "subject, user_id, key_id, requests";
        var filters = Filters + (isAmongSome ? " and subject in (select value from json_each($among))" : "") + (isByKey ? " and key_id <> 0" : "");
        var rows = isHourly
            ? $"select {Columns} from usage_summaries where start >= $from and start < $until and {filters}"
            : Days(Columns, Columns, filters);
        return $"""
            /* tollgate.summaries.rank_parts */
            select r.subject, r.key_id, u.name, r.requests
            from (
                select subject, {(isByKey ? "key_id" : "null as key_id")}, max(user_id) as user_id, sum(requests) as requests
                from ({rows})
                group by 1, 2 order by 4 desc, 1, 2 limit $limit
            ) r
            left join users u on u.id = r.user_id
            order by r.requests desc, r.subject, r.key_id
            """;
    }

    /// <summary>Rows of days; days that are not summed yet as rows of their hours.</summary>
    private static string Days(string columns, string columnsOfHours, string filters) => $"""
        select {columns} from usage_daily
        where start >= $from and start < $until and {filters} and start not in (select day from usage_unsummed_days)
        union all
        select {columnsOfHours} from usage_summaries
        where start >= $from and start < $until and {filters} and start - start % 86400000 in (select day from usage_unsummed_days)
        """;

    /// <summary>Counts the rows of a table before an instant.</summary>
    public static string CountBefore(string table, string condition) =>
        $"/* tollgate.summaries.count_before */ select count(*) from {table} where start < $before and {condition}";

    /// <summary>Removes rows of a table before an instant, a bounded number.</summary>
    /// <param name="table">The table.</param>
    /// <param name="key">Its key's columns.</param>
    /// <param name="condition">Which of its rows.</param>
    public static string DropSome(string table, string key, string condition) => $"""
        /* tollgate.summaries.drop_some */
        delete from {table} where ({key}) in (select {key} from {table} where start < $before and {condition} limit 500)
        """;
}
