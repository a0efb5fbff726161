namespace Tollgate.Notifying;

/// <summary>One way to tell people: the log, an e-mail, a webhook. Register any number of them as services.</summary>
public interface INotificationChannel
{
    /// <summary>Names the channel in the outbox, e.g. "email" or "webhook:ops"; unique, at most 100 characters.</summary>
    string Name { get; }

    /// <summary>The channel is told of this and worse.</summary>
    NotificationSeverity MinimumSeverity { get; }

    /// <summary>Whether it tells the customer whom a notification names, instead of those who run the system; such a channel hears of nothing else. Default false.</summary>
    bool IsForCustomers => false;

    /// <summary>Sends a notification; returns when the other side has taken it.</summary>
    /// <param name="notification">What to tell.</param>
    /// <param name="cancellationToken">Gives up, at the latest after <see cref="NotificationOptions.Timeout"/>.</param>
    /// <exception cref="NotificationFailedException">The other side did not take it; any other exception counts as one that may pass.</exception>
    Task SendAsync(Notification notification, CancellationToken cancellationToken);
}
