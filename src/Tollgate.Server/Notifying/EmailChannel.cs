using Microsoft.Extensions.Options;
using Tollgate.Notifying;

namespace Tollgate.Server.Notifying;

/// <summary>Sends each notification as one e-mail to all recipients.</summary>
internal sealed class EmailChannel(IOptions<EmailOptions> options) : INotificationChannel
{
    public string Name => "email";

    public NotificationSeverity MinimumSeverity => options.Value.MinimumSeverity;

    public async Task SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        using var message = EmailMessage.Of(notification, options.Value);
        await SmtpSender.SendAsync(message, options.Value, namesMailbox: true, cancellationToken);
    }
}
