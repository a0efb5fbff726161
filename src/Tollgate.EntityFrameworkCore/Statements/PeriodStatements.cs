namespace Tollgate.EntityFrameworkCore.Statements;

/// <summary>What a change of plan asks the ledger, as both databases understand it.</summary>
internal static class PeriodStatements
{
    /// <summary>Units of a subject's month that count for its scope "*"; parameters: subject, now in Unix milliseconds.</summary>
    public const string MonthUsed = """
        /* tollgate.period.month_used */
        select used_4 as "Value" from rate_limit_ledger where subject = {0} and scope = '*' and end_4 > {1}
        """;
}
