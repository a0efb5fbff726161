namespace Tollgate.EntityFrameworkCore.Statements;

/// <summary>Statements on the daily request count of users that both databases understand.</summary>
internal static class DailyRequestStatements
{
    /// <summary>Adds requests of a day to one user: id, day, requests. A newer day starts anew; a day before the stored one is skipped.</summary>
    public const string Add = """
        -- tollgate: add daily requests
        update users
        set requests_today = case when requests_today_date = {1} then requests_today + {2} else {2} end, requests_today_date = {1}
        where id = {0} and (requests_today_date is null or requests_today_date <= {1})
        """;
}
