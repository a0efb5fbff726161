using Tollgate.Aggregating;
using static Tollgate.Postgres.Statements.SummaryColumns;

namespace Tollgate.Postgres.Statements;

/// <summary>Statements that read sums of recorded usage, mark what is to be summed and remove what is old.</summary>
internal static class SummaryStatements
{
    /// <summary>Hours with new events.</summary>
    public const string TouchedHours = "/* tollgate.summaries.touched_hours */ select distinct hour from usage_touched order by hour";

    /// <summary>Days with new hours.</summary>
    public const string UnsummedDays = "/* tollgate.summaries.unsummed_days */ select day from usage_unsummed_days order by day";

    /// <summary>Marks hours ($1) as having new events.</summary>
    public const string Touch = "/* tollgate.summaries.touch */ insert into usage_touched (hour) select unnest($1)";

    /// <summary>Notes that events before $1 are about to be cleaned up.</summary>
    public const string RaiseFloor = "/* tollgate.summaries.raise_floor */ update usage_floor set kept_from = greatest(kept_from, $1)";

    /// <summary>A subject's days from $2 until $3.</summary>
    public const string SubjectDays = $"""
        /* tollgate.summaries.subject_days */
        select start, {Measures} from usage_subjects where subject = $1 and grain = 'day' and start >= $2 and start < $3 order by start
        """;

    private const string Filters = """
        ($3::text is null or plan = $3) and ($4::text is null or endpoint = $4) and ($5::text is null or country = $5)
        """;

    private const string SubjectFilters = Filters + " and subject = $6 and ($7::bigint is null or key_id = $7)";

    private const string PartFilters = Filters + " and subject = w.subject and (w.key_id is null or key_id = w.key_id)";

    private const string DetailRow =
        "subject, user_id, key_id, endpoint, plan, country, " + Measures + ", " + Sketches;

    private const string TotalRow =
        "null::text as subject, null::bigint as user_id, 0::bigint as key_id, endpoint, plan, country, " + Measures + ", " + Sketches;

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

    /// <summary>Hours from $1 until $2 of several subjects ($6), or of one key of each ($7).</summary>
    public static readonly string ReadHoursOfParts = Lateral("read_hours_of_parts", $"""
        select start, {DetailRow} from usage_summaries where start >= $1 and start < $2 and {PartFilters}
        """);

    /// <summary>Days from $1 until $2 of several subjects ($6), or of one key of each ($7); those that are not summed yet from their hours.</summary>
    public static readonly string ReadDaysOfParts =
        Lateral("read_days_of_parts", Days($"start, {DetailRow}", $"start - start % {DayLength}, {DetailRow}", PartFilters));

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

    /// <summary>The measures that a statement reads, added up over what is not told apart.</summary>
    public static string SumsOf(string read, UsageGrouping grouping) => $"""
        {read.Split('\n')[0]}
        select {ToldApart(grouping)}, {SumOfMeasures} from ({read}) r group by 1, 2, 3, 4, 5, 6
        """;

    /// <summary>The sketches that a statement reads, row by row: merged in the server, those of a large report would have to fit into its memory.</summary>
    public static string SketchesOf(string read, UsageGrouping grouping) => $"""
        {read.Split('\n')[0]}
        select {ToldApart(grouping)}, {Sketches} from ({read}) r
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
            select subject, max(user_id) as user_id, {SumOfMeasures}
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
            select subject, max(user_id) as user_id, {SumOfMeasures}
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

    /// <summary>Start, subject, key, endpoint, plan and country; null in what is not told apart.</summary>
    private static string ToldApart(UsageGrouping grouping)
    {
        return string.Join(", ", [
            Kept(grouping.IsByStart, "start", "bigint"),
            Kept(grouping.By is UsageDimension.User, "subject", "text"),
            Kept(grouping.By is UsageDimension.Key, "key_id", "bigint"),
            Kept(grouping.By is UsageDimension.Endpoint, "endpoint", "text"),
            Kept(grouping.By is UsageDimension.Plan, "plan", "text"),
            Kept(grouping.By is UsageDimension.Country, "country", "text"),
        ]);

        static string Kept(bool isKept, string column, string type) => isKept ? $"r.{column}" : $"null::{type} as {column}";
    }

    /// <summary>One index range a part.</summary>
    private static string Lateral(string name, string rows) => $"""
        /* tollgate.summaries.{name} */
        select rows.* from unnest($6::text[], $7::bigint[]) w (subject, key_id) cross join lateral ({rows}) rows
        """;

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
}
