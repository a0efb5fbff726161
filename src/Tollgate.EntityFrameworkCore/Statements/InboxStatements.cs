namespace Tollgate.EntityFrameworkCore.Statements;

/// <summary>Statements on the inbox and on claims; times are parameters of the database's own type, so these go through EF Core.</summary>
internal static class InboxStatements
{
    /// <summary>Takes a right to work unless somebody has it; decided from the locked row. {0} key, {1} holder, {2} until, {3} now.</summary>
    public const string Claim = """
        /* tollgate.inbox.claim */
        insert into billing_claims (work_key, node, until) values ({0}, {1}, {2})
        on conflict (work_key) do update set node = excluded.node, until = excluded.until
        where billing_claims.until <= {3}
        """;

    /// <summary>Locks a claim that still stands until the end of the transaction. {0} key, {1} holder, {2} now.</summary>
    public const string Hold = """
        /* tollgate.inbox.hold */
        update billing_claims set node = node where work_key = {0} and node = {1} and until > {2}
        """;

    /// <summary>Gives a claim back. {0} key, {1} holder.</summary>
    public const string Release = """
        /* tollgate.inbox.release */
        delete from billing_claims where work_key = {0} and node = {1}
        """;

    /// <summary>Locks a user until the end of the transaction, so that what is worked out from all of a user's rows sees all of them. {0} id.</summary>
    public const string LockUser = """
        /* tollgate.billing.lock_user */
        update users set access = access where id = {0}
        """;

    /// <summary>
    /// Stores an event unless it is there. {0} endpoint, {1} reference, {2} type, {3} object, {4} subscription, {5} customer, {6} key, {7} version,
    /// {8} live, {9} occurred, {10} now, {11} body, {12} state, {13} reason, {14} ended.
    /// </summary>
    public const string Add = """
        /* tollgate.inbox.add */
        insert into webhook_events (
            endpoint, reference, type, object_reference, subscription_reference, customer_reference, work_key, api_version, is_live,
            occurred_at, received_at, body, state, reason, attempts, next_attempt_at, ended_at)
        values ({0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}, {9}, {10}, {11}, {12}, {13}, 0, {10}, {14})
        on conflict (endpoint, reference) do nothing
        """;

    /// <summary>Counts bodies of events that ended long ago; @before in Unix milliseconds. {0} turns it into a time.</summary>
    public const string CountOldBodies = """
        /* tollgate.inbox.count_old_bodies */
        select count(*) from webhook_events where ended_at < {0} and body is not null
        """;

    /// <summary>Removes some of them.</summary>
    public const string RemoveOldBodies = """
        /* tollgate.inbox.remove_old_bodies */
        update webhook_events set body = null where id in (
            select id from webhook_events where ended_at < {0} and body is not null order by ended_at limit 500)
        """;

    /// <summary>Counts events that ended long ago.</summary>
    public const string CountOld = "/* tollgate.inbox.count_old */ select count(*) from webhook_events where ended_at < {0}";

    /// <summary>Removes some of them.</summary>
    public const string RemoveOld = """
        /* tollgate.inbox.remove_old */
        delete from webhook_events where id in (select id from webhook_events where ended_at < {0} order by ended_at limit 500)
        """;

    /// <summary>Counts claims that ended long ago, of nodes that died.</summary>
    public const string CountOldClaims = "/* tollgate.inbox.count_old_claims */ select count(*) from billing_claims where until < {0}";

    /// <summary>Removes some of them.</summary>
    public const string RemoveOldClaims = """
        /* tollgate.inbox.remove_old_claims */
        delete from billing_claims where work_key in (select work_key from billing_claims where until < {0} order by until limit 500) and until < {0}
        """;

    /// <summary>A clean-up statement with the database's way to turn Unix milliseconds into a time.</summary>
    public static string With(string statement, string time) => statement.Replace("{0}", time, StringComparison.Ordinal);
}
