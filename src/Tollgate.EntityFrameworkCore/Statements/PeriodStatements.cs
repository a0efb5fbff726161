namespace Tollgate.EntityFrameworkCore.Statements;

/// <summary>What a change of plan asks ledger and usage, as both databases understand it.</summary>
internal static class PeriodStatements
{
    /// <summary>Units of a subject's month that count for its scope "*"; parameters: subject, now in Unix milliseconds.</summary>
    public const string MonthUsed = """
        /* tollgate.period.month_used */
        select used_4 as "Value" from rate_limit_ledger where subject = {0} and scope = '*' and end_4 > {1}
        """;

    /// <summary>
    /// Gives a running month its new span at once, with its count, as the first request of the new plan would: if none came before the old span's end, the
    /// count would be forgotten that the limit is made for. Parameters: subject, now, start and end in Unix milliseconds.
    /// </summary>
    public const string MoveMonth = """
        /* tollgate.period.move_month */
        update rate_limit_ledger set start_4 = {2}, end_4 = {3}
        where subject = {0} and scope = '*' and end_4 > {1} and start_4 < {3}
        """;

    /// <summary>
    /// Units of a subject on one plan since an hour, as its bill will count them: summed hours, and single requests in hours that are not summed yet;
    /// parameters: subject, plan, the hour in Unix milliseconds.
    /// </summary>
    public const string PlanUsed = """
        /* tollgate.period.plan_used */
        with touched as (select distinct hour from usage_touched where hour >= {2})
        select cast(
            coalesce((select sum(charged) from usage_summaries s
                where s.subject = {0} and s.plan = {1} and s.start >= {2} and s.start not in (select hour from touched)), 0)
            + coalesce((select sum(u.charged) from touched t join api_usage u on u.at >= t.hour and u.at < t.hour + 3600000
                where u.subject = {0} and u.plan = {1}), 0)
            as bigint) as "Value"
        """;
}
