using Microsoft.Extensions.Options;
using MimeKit;
using Tollgate.Billing.Notices;
using Tollgate.Notifying;
using Tollgate.Server.Notifying;

namespace Tollgate.Server.Billing;

/// <summary>Sends notices about payments to the customers whom they are about; an address shows in no log and no error.</summary>
internal sealed class CustomerEmailChannel(NoticeTemplates templates, IOptions<NoticeOptions> notices, IOptions<EmailOptions> email) : INotificationChannel
{
    public string Name => "customer-email";

    public NotificationSeverity MinimumSeverity => NotificationSeverity.Info;

    public bool IsForCustomers => true;

    public async Task SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        if (notification.Recipient is null || !MailboxAddress.TryParse(notification.Recipient, out _))
        {
            throw new NotificationFailedException("The customer's e-mail address can't be read; correct it at the payment provider.") { IsPermanent = true };
        }

        using var message = await CustomerEmail.WriteAsync(notification, templates, notices.Value, email.Value);
        await SmtpSender.SendAsync(message, email.Value, namesMailbox: false, cancellationToken);
    }
}
