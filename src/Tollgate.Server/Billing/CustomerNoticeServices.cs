using Microsoft.Extensions.Options;
using MimeKit;
using Tollgate.Billing.Notices;
using Tollgate.Notifying;
using Tollgate.Server.Notifying;

namespace Tollgate.Server.Billing;

/// <summary>Registers e-mails to customers where there is a mail server.</summary>
internal static class CustomerNoticeServices
{
    /// <summary>Adds the channel to customers, unless the settings switch it off.</summary>
    public static IServiceCollection AddCustomerNotices(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<NoticeOptions>()
            .Validate(
                o => o.ReplyTo is null || (MailboxAddress.TryParse(o.ReplyTo, out var mailbox) && mailbox.Domain.Length > 0),
                "Tollgate:Billing:Notices:ReplyTo is no address; use e.g. billing@example.com.");
        var isEnabled = configuration.GetValue("Tollgate:Billing:Notices:Enabled", defaultValue: true);
        if (isEnabled && !string.IsNullOrEmpty(configuration["Tollgate:Email:Host"]))
        {
            services.AddSingleton(provider => NoticeTemplates.Load(provider.GetRequiredService<IOptions<NoticeOptions>>().Value.TemplateFolder));
            services.AddSingleton<INotificationChannel, CustomerEmailChannel>();
        }

        return services;
    }
}
