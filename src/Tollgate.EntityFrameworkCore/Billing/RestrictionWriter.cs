using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Tollgate.Billing.Restricting;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore.Entitling;
using Tollgate.EntityFrameworkCore.Statements;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>Works out anew, inside somebody's transaction, how far a user's subscriptions are restricted.</summary>
/// <remarks>
/// The user's row is locked before the facts are read: of two transactions that change different facts of one user, the later one sees both.
/// </remarks>
internal sealed class RestrictionWriter(BillingOutbox outbox, StatementDialect dialect, IOptions<RestrictionOptions> options)
{
    /// <summary>Call it after any write to subscriptions, invoices, failures, disputes or holds of the user; it saves what it changes.</summary>
    /// <param name="context">The transaction's context; what was changed in it counts already.</param>
    /// <param name="changes">Gets the news when something changed.</param>
    /// <param name="userId">Whose.</param>
    /// <param name="now">By the database's clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ApplyAsync(TollgateDbContext context, ISet<Change> changes, long userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await context.SaveChangesAsync(cancellationToken);
        await LockAsync(context, userId, cancellationToken);
        var subscriptions = await SubscriptionsOfAsync(context, userId, cancellationToken);
        var facts = await RestrictionFactsReader.ReadAsync(context, userId, subscriptions, cancellationToken);
        var ranks = await PlanRanks.ReadAsync(context, subscriptions.Select(s => s.PlanName).ToHashSet(StringComparer.Ordinal), cancellationToken);
        var before = StandingOf(subscriptions, ranks, now);
        var decisions = new Dictionary<long, RestrictionDecision>();
        foreach (var subscription in subscriptions)
        {
            var decision = decisions[subscription.Id] = RestrictionLadder.Decide(subscription, facts, options.Value, now);
            if (Set(subscription, decision, now))
            {
                changes.Add(Change.OfUser(userId));
            }
        }

        await context.SaveChangesAsync(cancellationToken);
        var notices = RestrictionNotices.Of(facts, decisions, before, StandingOf(subscriptions, ranks, now), now);
        await outbox.StoreAsync(context, userId, [.. notices], now, cancellationToken);
    }

    private async Task LockAsync(TollgateDbContext context, long userId, CancellationToken cancellationToken) =>
        await StatementSession.Within(context).NumberAsync(
            RestrictionStatements.LockUser.Replace("{0}", dialect.RowLock, StringComparison.Ordinal), cancellationToken, ("@id", userId));

    /// <summary>What the context knew before the lock may be old by now.</summary>
    private static async Task<List<Subscription>> SubscriptionsOfAsync(TollgateDbContext context, long userId, CancellationToken cancellationToken)
    {
        foreach (var known in context.ChangeTracker.Entries<Subscription>().Where(e => e.Entity.UserId == userId).ToList())
        {
            await known.ReloadAsync(cancellationToken);
        }

        return await context.Subscriptions.Where(s => s.UserId == userId).OrderBy(s => s.Id).ToListAsync(cancellationToken);
    }

    /// <summary>Writes a decision to its subscription; true when callers must hear of it.</summary>
    private static bool Set(Subscription subscription, RestrictionDecision decision, DateTimeOffset now)
    {
        var wasDue = subscription.ChangesAt <= now;
        DateTimeOffset? since = decision.Level == RestrictionLevel.None ? null
            : decision.Since ?? (subscription.Restriction == decision.Level ? subscription.RestrictedSince ?? now : now);
        var link = decision.PaymentLink ?? (subscription.ManualRestriction == RestrictionLevel.None ? null : subscription.PaymentLink);
        var isNews = subscription.Restriction != decision.Level || subscription.PaymentLink != link;
        (subscription.Restriction, subscription.RestrictedSince, subscription.RestrictionReason) = (decision.Level, since, decision.Reason);
        subscription.PaymentLink = link;
        subscription.ChangesAt = SubscriptionTimes.NextChange(subscription, now, decision.ChangesAt);
        return isNews || wasDue;
    }

    private static RestrictionStanding StandingOf(List<Subscription> subscriptions, PlanRanks ranks, DateTimeOffset now) => EntitlementResolver.Restricting(subscriptions, now, ranks.Of) is { } counts
        ? new RestrictionStanding(counts, counts.Restriction, counts.RestrictedSince, counts.RestrictionReason)
        : new RestrictionStanding(null, RestrictionLevel.None, null, null);
}
