using Microsoft.EntityFrameworkCore;
using Tollgate.Billing;
using Tollgate.Billing.Restricting;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>Reads everything that the ladder decides on, as it is stored now.</summary>
internal static class RestrictionFactsReader
{
    /// <summary>The facts of one user.</summary>
    /// <param name="context">What was changed in it must be saved.</param>
    /// <param name="userId">Whose.</param>
    /// <param name="subscriptions">All subscriptions of the user.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<RestrictionFacts> ReadAsync(
        TollgateDbContext context, long userId, IReadOnlyCollection<Subscription> subscriptions, CancellationToken cancellationToken) => new()
        {
            Subscriptions = subscriptions,
            Invoices = await context.Invoices.AsNoTracking()
                .Where(i => i.UserId == userId
                    && (i.Status == InvoiceStatus.Open || i.FirstFailedAt != null || context.PaymentFailures.Any(f => f.InvoiceReference == i.Reference)))
                .ToListAsync(cancellationToken),
            Failures = await context.PaymentFailures.AsNoTracking().Where(f => f.UserId == userId).ToListAsync(cancellationToken),
            Disputes = await context.Disputes.AsNoTracking().Where(d => d.UserId == userId && d.ClosedAt == null).ToListAsync(cancellationToken),
            Hold = await context.RestrictionHolds.AsNoTracking().FirstOrDefaultAsync(h => h.UserId == userId, cancellationToken),
        };
}
