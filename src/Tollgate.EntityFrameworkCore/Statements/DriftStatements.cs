namespace Tollgate.EntityFrameworkCore.Statements;

/// <summary>Adds up what recorded requests were charged, as both databases understand it; one snapshot, no locks.</summary>
internal static class DriftStatements
{
    /// <summary>From where on events are still there.</summary>
    public const string KeptFrom = "/* tollgate.drift.kept_from */ select kept_from from usage_floor";

    /// <summary>A row of <see cref="Sum"/>: {0} is its number.</summary>
    public const string Asked =
        "({0}, @subject_{0}, @scope_{0}, @pattern_{0}, @from_{0}, @hour_0_{0}, @day_0_{0}, @day_1_{0}, @hour_1_{0}, @until_{0})";

    /// <summary>
    /// Units charged between two instants; {0} are the rows asked for. Whole days come from the subjects' days, the hours around them from the sums of
    /// hours, the rest from events; hours with events that are not summed yet are corrected by the difference. The grain is no condition, because
    /// SQLite would then walk through the days of all subjects.
    /// </summary>
    public const string Sum = $$"""
        /* tollgate.drift.sum */
        with asked (n, subject, scope, pattern, from_at, hour_0, day_0, day_1, hour_1, until_at) as (values {0}),
        touched as (select distinct hour from usage_touched where hour >= (select kept_from from usage_floor))
        select n, cast(
            coalesce((select sum(case when u.grain = 'day' then charged end) from usage_subjects u
                where u.subject = a.subject and u.start >= a.day_0 and u.start < a.day_1), 0)
            + coalesce((select sum(charged) from usage_summaries s
                where s.subject = a.subject and s.start >= a.hour_0 and s.start < a.day_0 and {{InScope}}), 0)
            + coalesce((select sum(charged) from usage_summaries s
                where s.subject = a.subject and s.start >= a.day_1 and s.start < a.hour_1 and {{InScope}}), 0)
            - coalesce((select sum(charged) from touched t join usage_summaries s on s.subject = a.subject and s.start = t.hour
                where t.hour >= a.hour_0 and t.hour < a.hour_1 and {{InScope}}), 0)
            + coalesce((select sum(charged) from touched t join api_usage s on s.subject = a.subject and s.at >= t.hour and s.at < t.hour + 3600000
                where t.hour >= a.hour_0 and t.hour < a.hour_1 and {{InScope}}), 0)
            + coalesce((select sum(charged) from api_usage s
                where s.subject = a.subject and s.at >= a.from_at and s.at < a.hour_0 and {{InScope}}), 0)
            + coalesce((select sum(charged) from api_usage s
                where s.subject = a.subject and s.at >= a.hour_1 and s.at < a.until_at and {{InScope}}), 0)
            as bigint)
        from asked a order by n
        """;

    /// <summary>Plans that a subject's requests were recorded under, in whole hours.</summary>
    public const string Plans = """
        /* tollgate.drift.plans */
        select plan from usage_summaries where subject = @subject and start >= @from and start < @until
        union
        select coalesce(u.plan, '') from usage_touched t join api_usage u on u.subject = @subject and u.at >= t.hour and u.at < t.hour + 3600000
        where t.hour >= @from and t.hour < @until
        """;

    /// <summary>The empty scope stands for all requests; a pattern takes in what was recorded under route patterns.</summary>
    private const string InScope = "(a.scope = '' or s.endpoint = a.scope or s.endpoint like a.pattern)";
}
