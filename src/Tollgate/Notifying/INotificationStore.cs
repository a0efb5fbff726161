namespace Tollgate.Notifying;

/// <summary>The outbox: who must still be told what. All times are by the database's clock.</summary>
public interface INotificationStore
{
    /// <summary>Stores a notification for each channel; channels that have one under the key already keep it.</summary>
    /// <param name="key">What it tells, e.g. "alert_17_2".</param>
    /// <param name="topic">What it is about, e.g. "alert_17": notifications of a topic keep their order on a channel.</param>
    /// <param name="notification">What to tell.</param>
    /// <param name="channels">Names of channels.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many were stored.</returns>
    Task<int> AddAsync(string key, string topic, Notification notification, IReadOnlyCollection<string> channels, CancellationToken cancellationToken);

    /// <summary>Takes due notifications for this node, oldest first, and counts an attempt for each.</summary>
    /// <param name="node">The node that will send them.</param>
    /// <param name="channels">Channels that the node can serve.</param>
    /// <param name="most">Rows at most.</param>
    /// <param name="claim">How long nobody else may take them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<OutboxEntry>> ClaimAsync(string node, IReadOnlyCollection<string> channels, int most, TimeSpan claim, CancellationToken cancellationToken);

    /// <summary>Notes that a claimed notification was sent; false when the claim had passed to somebody else.</summary>
    Task<bool> SentAsync(string node, OutboxEntry entry, CancellationToken cancellationToken);

    /// <summary>Notes that it was not sent, and when to try again; false when the claim had passed to somebody else.</summary>
    /// <param name="node">The node that claimed it.</param>
    /// <param name="entry">What was claimed.</param>
    /// <param name="error">Why, without secrets.</param>
    /// <param name="pause">How long to wait; null to give it up.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<bool> FailedAsync(string node, OutboxEntry entry, string error, TimeSpan? pause, CancellationToken cancellationToken);

    /// <summary>What channels failed to deliver, newest first.</summary>
    Task<IReadOnlyList<Undelivered>> ListUndeliveredAsync(int most, CancellationToken cancellationToken);

    /// <summary>Deletes notifications that were sent or given up and stored before an instant, in small steps; returns how many.</summary>
    Task<long> DropBeforeAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>How many notifications <see cref="DropBeforeAsync"/> would delete.</summary>
    Task<long> CountBeforeAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
