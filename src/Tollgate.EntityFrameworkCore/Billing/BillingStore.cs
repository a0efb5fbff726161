using Microsoft.EntityFrameworkCore;
using Tollgate.Billing;
using Tollgate.EntityFrameworkCore.Administering;
using Tollgate.EntityFrameworkCore.Entitling;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>Customers, subscriptions and invoices of the payment provider.</summary>
internal sealed class BillingStore(
    IDbContextFactory<TollgateDbContext> contexts, EntitlementWriter writer, NewsWriter news, CustomerWriter customers, BillingClock clock) : IBillingStore
{
    public async Task<NewsOutcome> ApplyAsync(BillingNews told, CancellationToken cancellationToken)
    {
        var outcome = await writer.WriteAsync((context, changes) => news.ApplyAsync(context, changes, told, cancellationToken), cancellationToken);
        if (told.CustomerReference is { } customer && (outcome.IsNewLink || (outcome is { UserId: null, IsClaimLost: false } && await FindUserAsync(customer, cancellationToken) is not null)))
        {
            await ReviveAsync(customer, cancellationToken);
        }

        return outcome;
    }

    public async Task<long?> FindUserAsync(string customerReference, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.BillingCustomers.Where(c => c.Reference == customerReference).Select(c => (long?)c.UserId).SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<BillingCustomer?> FindCustomerAsync(long userId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.BillingCustomers.AsNoTracking().SingleOrDefaultAsync(c => c.UserId == userId, cancellationToken);
    }

    public async Task<BillingCustomer> LinkAsync(long userId, ProviderCustomer customer, CancellationToken cancellationToken)
    {
        try
        {
            var linked = await writer.WriteAsync(
                async (context, _) =>
                {
                    var stored = await context.BillingCustomers.FindAsync([userId], cancellationToken);
                    return stored is { IsDeleted: false } && stored.IsLive == customer.IsLive
                        ? stored
                        : await customers.LinkAsync(context, stored, userId, customer, await clock.NowAsync(context, cancellationToken), cancellationToken);
                },
                cancellationToken);
            await ReviveAsync(linked.Reference, cancellationToken);
            return linked;
        }
        catch (DbUpdateException)
        {
            // Somebody else linked the user at the same time.
            return await FindCustomerAsync(userId, cancellationToken) ?? throw new InvalidOperationException(
                $"The customer {customer.Reference} is linked to another user than {userId}.");
        }
    }

    /// <summary>
    /// Once more after the commit, by whoever links and by whoever ignored: of the two the one that commits last sees the other, and inside the
    /// transactions neither may have.
    /// </summary>
    private async Task ReviveAsync(string customerReference, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await CustomerWriter.ReviveAsync(context, customerReference, await clock.NowAsync(context, cancellationToken), cancellationToken);
    }

    public async Task<IReadOnlyList<SubscriptionDifference>> CompareAsync(ProviderSubscription subscription, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var plans = await StoredPlans.ReadAsync(context, cancellationToken);
        var (item, planName) = plans.Prices.Find(subscription.Items);
        var facts = SubscriptionFacts.Of(subscription, item, planName);
        var stored = await context.Subscriptions.AsNoTracking().SingleOrDefaultAsync(s => s.Reference == subscription.Reference, cancellationToken);
        if (stored is null)
        {
            return await IsOursAsync(context, subscription, planName, cancellationToken) ? [new SubscriptionDifference("subscription", null, facts.ProviderStatus)] : [];
        }

        var differences = facts.DifferencesTo(SubscriptionFacts.Of(stored)).ToList();
        if (stored.IsProvisional)
        {
            differences.Add(new SubscriptionDifference("look", "provisional", "sure"));
        }

        if (subscription.LatestInvoice is { } latest)
        {
            var invoice = await context.Invoices.AsNoTracking().SingleOrDefaultAsync(i => i.Reference == latest.Reference, cancellationToken);
            if (invoice is null || invoice.Status != latest.Status || invoice.AmountRemaining != latest.AmountRemaining || invoice.Attempts != latest.Attempts)
            {
                differences.Add(new SubscriptionDifference($"invoice {latest.Reference}", invoice is null ? null : Words(invoice.Status, invoice.Attempts), Words(latest.Status, latest.Attempts)));
            }
        }

        return differences;
    }

    public async Task<IReadOnlyList<StoredSubscription>> ListSubscriptionsAsync(long? userId, string after, int most, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Subscriptions.AsNoTracking()
            .Where(s => s.Reference != null && (userId == null || s.UserId == userId) && string.Compare(s.Reference, after) > 0)
            .OrderBy(s => s.Reference).Take(most).Select(s => new { s.Reference, s.UserId, s.Status }).ToListAsync(cancellationToken);
        return [.. rows.Select(r => new StoredSubscription(r.Reference!, r.UserId, SubscriptionFacts.IsFinal(r.Status)))];
    }

    public async Task<IReadOnlyList<Invoice>> ListOpenInvoicesAsync(long? userId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Invoices.AsNoTracking()
            .Where(i => i.Status == InvoiceStatus.Open && (userId == null || i.UserId == userId)).OrderBy(i => i.Reference).ToListAsync(cancellationToken);
    }

    /// <summary>Whether a subscription that is not stored should be: somebody is linked or named, and a plan has the price. The account may sell other things too.</summary>
    private static async Task<bool> IsOursAsync(TollgateDbContext context, ProviderSubscription subscription, string? planName, CancellationToken cancellationToken)
    {
        var named = TollgateUser.In(subscription.Metadata);
        return planName is not null && !SubscriptionFacts.IsFinal(subscription.Status)
            && (await context.BillingCustomers.AnyAsync(c => c.Reference == subscription.CustomerReference, cancellationToken)
                || (named is not null && await context.Users.AnyAsync(u => u.Id == named, cancellationToken)));
    }

    private static string Words(InvoiceStatus status, int attempts) => $"{status} after {attempts} attempts";
}
