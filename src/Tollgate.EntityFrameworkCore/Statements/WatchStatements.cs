namespace Tollgate.EntityFrameworkCore.Statements;

/// <summary>What the alert rules read, as both databases understand it; nothing here locks a row.</summary>
internal static class WatchStatements
{
    /// <summary>
    /// Looks through the next 5,000 rows of customers and returns those that were charged since, and the last one whatever it is, so that the
    /// next page begins there.
    /// </summary>
    public const string QuotaPage = $"""
        /* tollgate.watch.quota_page */
        with page as materialized (
            select subject, scope, {Slots}, updated_at from rate_limit_ledger
            where (subject, scope) > (@subject, @scope) and subject < 'user`'
            order by subject, scope limit @rows)
        select subject, scope, {Slots}, (select count(*) from page)
        from page
        where (updated_at >= @since and (used_3 > 0 or used_4 > 0)) or (subject, scope) = (select subject, scope from page order by subject desc, scope desc limit 1)
        order by subject, scope
        """;

    /// <summary>The rows of some subjects; {0} are their parameters.</summary>
    public const string QuotaRows = $"/* tollgate.watch.quota_rows */ select subject, scope, {Slots} from rate_limit_ledger where subject in ({{0}})";

    /// <summary>Subjects with many refusals between two instants.</summary>
    public const string Refusals = """
        /* tollgate.watch.refusals */
        select subject, cast(sum(count) as bigint) as refused from api_usage
        where at >= @from and at < @until and outcome in ('quota_exceeded', 'concurrency_exceeded', 'suspended', 'credits_exhausted', 'unauthenticated', 'denied') and {0}
        group by subject having sum(count) >= @at_least
        order by refused desc, subject limit @most
        """;

    /// <summary>The subjects with the most requests of a day.</summary>
    public const string BusySubjects = """
        /* tollgate.watch.busy_subjects */
        select subject from usage_subjects where grain = 'day' and start = @day and requests >= @at_least
        order by requests desc, subject limit @most
        """;

    /// <summary>Requests of some subjects between two hours; {0} are their parameters.</summary>
    public const string RequestsOfSubjects = """
        /* tollgate.watch.requests_of_subjects */
        select subject, cast(sum(requests) as bigint) from usage_summaries
        where subject in ({0}) and start >= @from and start < @until group by subject
        """;

    /// <summary>The first key of customers.</summary>
    public const string FirstCustomer = "user_";

    private const string Slots = "start_3, end_3, used_3, start_4, end_4, used_4";
}
