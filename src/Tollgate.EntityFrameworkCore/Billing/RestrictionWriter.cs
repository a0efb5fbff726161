using Microsoft.EntityFrameworkCore;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>Works out anew, inside somebody's transaction, how far a user's subscriptions are restricted.</summary>
internal sealed class RestrictionWriter
{
    /// <summary>Call it after any write to subscriptions, invoices, failures, disputes or holds of the user; it saves what it changes.</summary>
    /// <param name="context">The transaction's context; what was changed in it counts already.</param>
    /// <param name="changes">Gets the news when something changed.</param>
    /// <param name="userId">Whose.</param>
    /// <param name="now">By the database's clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
#pragma warning disable CA1822 // gets its settings with the ladder
    public async Task ApplyAsync(TollgateDbContext context, ISet<Change> changes, long userId, DateTimeOffset now, CancellationToken cancellationToken)
#pragma warning restore CA1822
    {
        await context.SaveChangesAsync(cancellationToken);
        foreach (var subscription in await context.Subscriptions.Where(s => s.UserId == userId).ToListAsync(cancellationToken))
        {
            if (subscription.Restriction == subscription.ManualRestriction)
            {
                continue;
            }

            subscription.Restriction = subscription.ManualRestriction;
            subscription.RestrictedSince = subscription.ManualRestriction == RestrictionLevel.None ? null : now;
            changes.Add(Change.OfUser(userId));
        }

        await context.SaveChangesAsync(cancellationToken);
    }
}
