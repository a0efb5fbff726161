namespace Tollgate.Postgres.Statements;

/// <summary>Statements of clean-up; parameter @before in Unix milliseconds.</summary>
internal static class MaintenanceStatements
{
    /// <summary>Run once per connection: clean-up waits briefly, and nobody waits for it.</summary>
    public const string Session = "/* tollgate.maintenance.session */ set statement_timeout = '60s'; set lock_timeout = '500ms'; set jit = off";

    /// <summary>Counts nodes that were last heard of before an instant.</summary>
    public const string CountDeadNodes = $"/* tollgate.nodes.count_dead */ select count(*) from nodes where heartbeat_at < {Before}";

    /// <summary>Removes some of them.</summary>
    public const string RemoveDeadNodes = $"""
        /* tollgate.nodes.remove_dead */
        delete from nodes where name in (select name from nodes where heartbeat_at < {Before} limit 500)
        """;

    /// <summary>Counts users whose daily request count is of a day before an instant.</summary>
    public const string CountOldDailyCounts = $"/* tollgate.daily_requests.count_old */ select count(*) from users where requests_today_date < {BeforeDay}";

    /// <summary>Sets some of these counts to 0; rows that someone changes right now are left for the next step.</summary>
    public const string ResetDailyCounts = $"""
        /* tollgate.daily_requests.reset_old */
        update users set requests_today = 0, requests_today_date = null
        where id in (select id from users where requests_today_date < {BeforeDay} limit 2000 for update skip locked)
        """;

    /// <summary>The instant of the parameter.</summary>
    public const string Before = "to_timestamp(@before / 1000.0)";

    private const string BeforeDay = $"({Before} at time zone 'UTC')::date";
}
