namespace Tollgate.EntityFrameworkCore.Statements;

/// <summary>How jobs, alerts, notifications and billing stand, as both databases understand it; read once a minute.</summary>
internal static class OperationStatements
{
    /// <summary>A row per job: when it last ended well, how long its last run took, and the runs since then that did not end well.</summary>
    public const string Jobs = """
        /* tollgate.operations.jobs */
        select j.job,
            (select max(s.ended_at) from job_runs s where s.job = j.job and s.outcome = 'succeeded'),
            (select r.ended_at - r.started_at from job_runs r where r.job = j.job and r.outcome in ('succeeded', 'failed') order by r.id desc limit 1),
            (select count(*) from job_runs f where f.job = j.job and f.outcome in ('failed', 'died')
                and f.id > coalesce((select max(s.id) from job_runs s where s.job = j.job and s.outcome = 'succeeded'), 0))
        from (select 'hourly' as job union all select 'daily' union all select 'weekly') j
        """;

    /// <summary>Firing alerts by severity.</summary>
    public const string Alerts = "/* tollgate.operations.alerts */ select severity, count(*) from alerts where state = 'firing' group by severity";

    /// <summary>Notifications that wait, and those that were given up.</summary>
    public const string Notifications = """
        /* tollgate.operations.notifications */
        select (select count(*) from notifications where state = 'pending'), (select count(*) from notifications where state <> 'pending' and state = 'dead')
        """;

    /// <summary>Subscriptions under a restriction, by level.</summary>
    public const string Restrictions = "/* tollgate.operations.restrictions */ select restriction, count(*) from subscriptions where restriction <> 'none' group by restriction";

    /// <summary>Units that are left, customers with some and customers with none; what expired is charged to the ledger, so that it is not left.</summary>
    public const string Credits = """
        /* tollgate.operations.credits */
        select cast(coalesce(sum(case when left_units > 0 then left_units else 0 end), 0) as bigint),
            cast(coalesce(sum(case when left_units > 0 then 1 else 0 end), 0) as bigint),
            cast(coalesce(sum(case when left_units > 0 then 0 else 1 end), 0) as bigint)
        from (
            select g.granted - coalesce(l.used_9, 0) as left_units
            from (select user_id, cast(sum(units) as bigint) as granted from credit_grants group by user_id) g
            left join rate_limit_ledger l on l.subject = 'user_' || g.user_id and l.scope = '*'
        ) balances
        """;
}
