using System.Collections.Concurrent;
using Tollgate.Notifying;

namespace Tollgate.Testing.Watching;

/// <summary>A channel that notes what it is told, and fails when asked to.</summary>
internal sealed class RecordingChannel(string name, NotificationSeverity minimum = NotificationSeverity.Info) : INotificationChannel
{
    public ConcurrentQueue<Notification> Told { get; } = [];

    public Func<Notification, Exception?> Fail { get; set; } = _ => null;

    public string Name => name;

    public NotificationSeverity MinimumSeverity => minimum;

    public async Task SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (Fail(notification) is { } failure)
        {
            throw failure;
        }

        Told.Enqueue(notification);
    }
}
