namespace Tollgate.Sqlite.Statements;

/// <summary>Statements of clean-up; parameter @before in Unix milliseconds.</summary>
internal static class MaintenanceStatements
{
    /// <summary>The instant of the parameter.</summary>
    public const string Before = "@before";

    /// <summary>Counts nodes that were last heard of before an instant.</summary>
    public const string CountDeadNodes = "/* tollgate.nodes.count_dead */ select count(*) from nodes where heartbeat_at < @before";

    /// <summary>Removes some of them.</summary>
    public const string RemoveDeadNodes = """
        /* tollgate.nodes.remove_dead */
        delete from nodes where name in (select name from nodes where heartbeat_at < @before limit 500)
        """;

    /// <summary>Counts changes that were made before an instant.</summary>
    public const string CountOldChanges = "/* tollgate.changes.count_old */ select count(*) from changes where at < @before";

    /// <summary>Removes some of them.</summary>
    public const string RemoveOldChanges = """
        /* tollgate.changes.remove_old */
        delete from changes where id in (select id from changes where at < @before order by at limit 500)
        """;

    /// <summary>Counts users whose daily request count is of a day before an instant.</summary>
    public const string CountOldDailyCounts =
        $"/* tollgate.daily_requests.count_old */ select count(*) from users where requests_today_date < {BeforeDay}";

    /// <summary>Sets some of these counts to 0.</summary>
    public const string ResetDailyCounts = $"""
        /* tollgate.daily_requests.reset_old */
        update users set requests_today = 0, requests_today_date = null
        where id in (select id from users where requests_today_date < {BeforeDay} limit 500)
        """;

    private const string BeforeDay = "date(@before / 1000, 'unixepoch')";
}
