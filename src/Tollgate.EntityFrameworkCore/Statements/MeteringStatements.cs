namespace Tollgate.EntityFrameworkCore.Statements;

/// <summary>Adds up the usage of a plan in whole hours, as both databases understand it; one snapshot, no locks.</summary>
internal static class MeteringStatements
{
    /// <summary>A row of <see cref="Usage"/>: {0} is its number.</summary>
    public const string Asked = "({0}, @subject_{0}, @plan_{0}, @hour_0_{0}, @day_0_{0}, @day_1_{0}, @hour_1_{0})";

    /// <summary>
    /// Units charged between two hours; {0} are the rows asked for. Whole days come from the sums of days where they are summed, the rest from hours.
    /// Hours with events that are not summed yet are left out, and said to be there: they are billed once, with their whole sum.
    /// </summary>
    public const string Usage = """
        /* tollgate.metering.usage */
        with asked (n, subject, plan, hour_0, day_0, day_1, hour_1) as (values {0}),
        touched as (select distinct hour from usage_touched),
        unsummed as (select day from usage_unsummed_days)
        select n, cast(
            coalesce((select sum(charged) from usage_daily d
                where d.subject = a.subject and d.start >= a.day_0 and d.start < a.day_1 and d.plan = a.plan
                and d.start not in (select day from unsummed)), 0)
            + coalesce((select sum(charged) from usage_summaries s
                where s.subject = a.subject and s.start >= a.day_0 and s.start < a.day_1 and s.plan = a.plan
                and s.start - s.start % 86400000 in (select day from unsummed) and s.start not in (select hour from touched)), 0)
            + coalesce((select sum(charged) from usage_summaries s
                where s.subject = a.subject and s.start >= a.hour_0 and s.start < a.day_0 and s.plan = a.plan
                and s.start not in (select hour from touched)), 0)
            + coalesce((select sum(charged) from usage_summaries s
                where s.subject = a.subject and s.start >= a.day_1 and s.start < a.hour_1 and s.plan = a.plan
                and s.start not in (select hour from touched)), 0)
            as bigint),
            case when exists (select 1 from touched t where t.hour >= a.hour_0 and t.hour < a.hour_1) then 1 else 0 end
        from asked a order by n
        """;

    /// <summary>
    /// Units recorded of a subject and plan between two instants, event by event; null where events are cleaned up.
    /// </summary>
    public const string Recorded = """
        /* tollgate.metering.recorded */
        select case when @from < (select kept_from from usage_floor) then null else (
            select cast(coalesce(sum(charged), 0) as bigint) from api_usage
            where subject = @subject and at >= @from and at < @until and plan = @plan) end
        """;
}
