using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Tollgate.Billing;
using Tollgate.Billing.Notices;
using Tollgate.EntityFrameworkCore.Notifying;
using Tollgate.EntityFrameworkCore.Statements;
using Tollgate.Notifying;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>Stores notices inside somebody's transaction: for the operator's channels and, where there is an address, for the customer.</summary>
internal sealed class BillingOutbox(ChannelList channels, IOptions<NoticeOptions> options)
{
    /// <summary>Stores them; what is stored under the same key already stays as it is.</summary>
    public async Task StoreAsync(TollgateDbContext context, long userId, IReadOnlyCollection<BillingNotice> notices, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (notices.Count == 0)
        {
            return;
        }

        var address = await AddressOfAsync(context, userId, cancellationToken);
        var session = StatementSession.Within(context);
        foreach (var notice in notices)
        {
            await Outbox.AddAsync(session, notice.Key, notice.Topic, notice.ToNotification(), channels.For(NotificationSeverity.Info), now, cancellationToken);
            if (address is not null && notice.Kind is not null)
            {
                await Outbox.AddAsync(session, notice.CustomerKey, notice.Topic, notice.ToCustomer(address), channels.ForCustomers, now, cancellationToken);
            }
        }
    }

    private async Task<string?> AddressOfAsync(TollgateDbContext context, long userId, CancellationToken cancellationToken)
    {
        if (channels.ForCustomers.Count == 0)
        {
            return null;
        }

        var customer = await context.BillingCustomers.AsNoTracking().FirstOrDefaultAsync(c => c.UserId == userId, cancellationToken);
        return customer is { Email.Length: > 0, IsDeleted: false } && (customer.IsLive || options.Value.InTestMode) ? customer.Email : null;
    }
}
