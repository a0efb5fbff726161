namespace Tollgate.EntityFrameworkCore.Statements;

/// <summary>Statements on the outbox that both databases understand; @now is a time in Unix milliseconds.</summary>
internal static class NotificationStatements
{
    /// <summary>Stores a notification for a channel, unless it is there.</summary>
    public const string Add = """
        /* tollgate.notifications.add */
        insert into notifications (notification_key, channel, topic, payload, state, attempts, next_at, claimed_until, created_at)
        values (@key, @channel, @topic, @payload, 'pending', 0, @now, 0, @now)
        on conflict (notification_key, channel) do nothing
        """;

    /// <summary>Whether anything is due, so that no lock is taken for nothing; names of channels are appended.</summary>
    public const string Due = "/* tollgate.notifications.due */ select 1 from notifications n where {0} limit 1";

    /// <summary>
    /// Claims what is due. A notification waits for earlier ones of its topic on the same channel, so that nobody hears of an end before the beginning.
    /// {0} is the condition, {1} what keeps two nodes from waiting for each other.
    /// </summary>
    public const string Claim = """
        /* tollgate.notifications.claim */
        update notifications set node = @node, claimed_until = @now + @claim, attempts = attempts + 1
        where state = 'pending' and claimed_until <= @now and id in (
            select n.id from notifications n where {0} order by n.next_at, n.id limit @most{1})
        returning id, channel, attempts, payload
        """;

    /// <summary>The condition of <see cref="Due"/> and <see cref="Claim"/>; {0} are the channels' parameters.</summary>
    public const string IsDue = """
        n.state = 'pending' and n.next_at <= @now and n.claimed_until <= @now and n.channel in ({0})
        and not exists (
            select 1 from notifications e where e.topic = n.topic and e.channel = n.channel and e.state = 'pending' and e.id < n.id)
        """;

    /// <summary>Notes that it was sent, if the claim still stands.</summary>
    public const string Sent = $"/* tollgate.notifications.sent */ update notifications set state = 'sent', ended_at = @now, last_error = null, claimed_until = 0 {IfClaimed}";

    /// <summary>Notes that it failed and is tried again.</summary>
    public const string Failed = $"/* tollgate.notifications.failed */ update notifications set last_error = @error, next_at = @now + @pause, claimed_until = 0 {IfClaimed}";

    /// <summary>Notes that it failed for good.</summary>
    public const string GivenUp = $"/* tollgate.notifications.given_up */ update notifications set state = 'dead', ended_at = @now, last_error = @error, claimed_until = 0 {IfClaimed}";

    /// <summary>What failed so far or for good, newest first.</summary>
    public const string Undelivered = """
        /* tollgate.notifications.undelivered */
        select id, channel, payload, state, attempts, last_error, next_at from notifications
        where state <> 'sent' and last_error is not null
        order by id desc limit @take
        """;

    /// <summary>Deletes some of what ended before an instant.</summary>
    public const string DropSome = """
        /* tollgate.notifications.drop_some */
        delete from notifications where id in (
            select id from notifications where state <> 'pending' and ended_at < @before order by ended_at limit 500)
        """;

    /// <summary>Counts what ended before an instant.</summary>
    public const string CountBefore = """
        /* tollgate.notifications.count_before */
        select count(*) from notifications where state <> 'pending' and ended_at < @before
        """;

    private const string IfClaimed = "where id = @id and state = 'pending' and node = @node and attempts = @attempt";
}
