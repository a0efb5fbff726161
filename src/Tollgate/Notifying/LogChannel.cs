using Microsoft.Extensions.Logging;

namespace Tollgate.Notifying;

/// <summary>Writes notifications to the log; always there.</summary>
internal sealed class LogChannel(ILogger<LogChannel> logger) : INotificationChannel
{
    /// <summary>The channel's name.</summary>
    public const string ChannelName = "log";

    public string Name => ChannelName;

    public NotificationSeverity MinimumSeverity => NotificationSeverity.Info;

    public Task SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        var level = notification.Severity switch
        {
            NotificationSeverity.Info => LogLevel.Information,
            NotificationSeverity.Warning => LogLevel.Warning,
            _ => LogLevel.Error,
        };
        Log.Notified(logger, level, notification.Type, notification.Title, notification.Text);
        return Task.CompletedTask;
    }
}
