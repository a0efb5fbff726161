using Microsoft.EntityFrameworkCore;
using Tollgate.Billing;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>Links customers of the payment provider to users, and keeps what is known of them.</summary>
internal sealed class CustomerWriter
{
    /// <summary>Whose news they are: who is linked to the customer, else whom a checkout or our metadata names; null for nobody.</summary>
#pragma warning disable CA1822 // a service like its neighbours
    public async Task<long?> FindUserAsync(TollgateDbContext context, BillingNews news, CancellationToken cancellationToken)
#pragma warning restore CA1822
    {
        if (news.CustomerReference is not { } reference)
        {
            return null;
        }

        var linked = await context.BillingCustomers.Where(c => c.Reference == reference).Select(c => (long?)c.UserId).SingleOrDefaultAsync(cancellationToken);
        return linked ?? (news.UserId is { } named && await context.Users.AnyAsync(u => u.Id == named, cancellationToken) ? named : null);
    }

    /// <summary>Writes the link and what the look says of the customer; says whether the link is new.</summary>
    public async Task<bool> WriteAsync(TollgateDbContext context, BillingNews news, long userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var customer = news.Customer ?? new ProviderCustomer(news.CustomerReference!, news.IsLive, null, null, null, IsDeleted: false, null);
        var stored = await context.BillingCustomers.FindAsync([userId], cancellationToken);
        if (stored is null || (stored.Reference != customer.Reference && stored.IsDeleted && !customer.IsDeleted))
        {
            await LinkAsync(context, stored, userId, customer, now, cancellationToken);
            return true;
        }

        if (news.Customer is not null && stored.Reference == customer.Reference)
        {
            Overwrite(stored, customer, now);
            await EndSubscriptionsAsync(context, stored, now, cancellationToken);
        }

        return false;
    }

    /// <summary>Makes or moves the link, and has events done that waited for it.</summary>
#pragma warning disable CA1822 // a service like its neighbours
    public async Task<BillingCustomer> LinkAsync(
        TollgateDbContext context, BillingCustomer? stored, long userId, ProviderCustomer customer, DateTimeOffset now, CancellationToken cancellationToken)
#pragma warning restore CA1822
    {
        if (stored is null)
        {
            stored = new BillingCustomer { UserId = userId, Reference = customer.Reference, IsLive = customer.IsLive, CreatedAt = now };
            context.BillingCustomers.Add(stored);
        }

        stored.Reference = customer.Reference;
        Overwrite(stored, customer, now);
        await ReviveAsync(context, customer.Reference, now, cancellationToken);
        return stored;
    }

    /// <summary>Has events done that were ignored because nobody was linked to their customer.</summary>
    public static async Task ReviveAsync(TollgateDbContext context, string reference, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var waiting = $"{BillingNews.UnknownCustomer} {reference}:";
        await context.WebhookEvents.Where(e => e.State == WebhookState.Ignored && e.Body != null && e.Reason!.StartsWith(waiting)).ExecuteUpdateAsync(
            e => e.SetProperty(r => r.State, WebhookState.Pending)
                .SetProperty(r => r.Reason, (string?)null)
                .SetProperty(r => r.Attempts, 0)
                .SetProperty(r => r.NextAttemptAt, now)
                .SetProperty(r => r.EndedAt, (DateTimeOffset?)null),
            cancellationToken);
    }

    private static void Overwrite(BillingCustomer stored, ProviderCustomer customer, DateTimeOffset now)
    {
        stored.IsLive = customer.IsLive;
        stored.Email = customer.Email ?? (customer.IsDeleted ? null : stored.Email);
        stored.CardLastFour = customer.CardLastFour;
        stored.CardExpiresAt = customer.CardExpiresAt;
        stored.IsDeleted = customer.IsDeleted;
        stored.SyncedAt = now;
    }

    /// <summary>Deleting a customer ends all of its subscriptions at once and for good.</summary>
    private static async Task EndSubscriptionsAsync(TollgateDbContext context, BillingCustomer customer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!customer.IsDeleted)
        {
            return;
        }

        foreach (var subscription in await context.Subscriptions.Where(s => s.UserId == customer.UserId && s.Reference != null).ToListAsync(cancellationToken))
        {
            if (!SubscriptionFacts.IsFinal(subscription.Status))
            {
                subscription.Status = SubscriptionStatus.Canceled;
                subscription.EndedAt ??= now;
            }
        }
    }
}
