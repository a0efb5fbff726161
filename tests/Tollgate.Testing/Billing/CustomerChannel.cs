using Tollgate.Notifying;

namespace Tollgate.Testing.Billing;

/// <summary>Stands for e-mails to customers.</summary>
internal sealed class CustomerChannel : INotificationChannel
{
    public const string ChannelName = "customers";

    public string Name => ChannelName;

    public NotificationSeverity MinimumSeverity => NotificationSeverity.Info;

    public bool IsForCustomers => true;

    public Task SendAsync(Notification notification, CancellationToken cancellationToken) => Task.CompletedTask;
}
