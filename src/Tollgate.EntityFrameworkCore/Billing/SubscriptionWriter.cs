using Microsoft.EntityFrameworkCore;
using Tollgate.Billing;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>Overwrites a subscription with what the payment provider has, and has what follows from plan and period written.</summary>
internal sealed class SubscriptionWriter(PeriodLimitWriter periodLimits, SegmentWriter segments)
{
    /// <summary>Two clocks are compared where provisional news may be older than what is stored.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <summary>Writes the subscription of the news; returns why it can't give access, null when it can.</summary>
    public async Task<string?> WriteAsync(
        TollgateDbContext context, ISet<Change> changes, BillingNews news, long userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (news.Subscription is not { } looked)
        {
            return news.MissingSubscription is { } missing ? $"the provider has no subscription {missing}: another account or mode?" : null;
        }

        var plans = await StoredPlans.ReadAsync(context, cancellationToken);
        var (item, planName) = plans.Prices.Find(looked.Items);
        var stored = await context.Subscriptions.SingleOrDefaultAsync(s => s.Reference == looked.Reference, cancellationToken);
        if (stored is null && planName is null)
        {
            return NoPlan(looked);
        }

        if (stored is not null && news.IsProvisional && IsOlder(news, stored))
        {
            return null;
        }

        var facts = SubscriptionFacts.Of(looked, item, planName);
        var before = stored is null ? null : SubscriptionFacts.Of(stored);
        var planBefore = stored is null ? null : plans.Find(stored.PlanName);
        stored ??= Add(context, userId, looked, planName!, now);
        facts.WriteTo(stored);
        stored.IsProvisional = news.IsProvisional;
        stored.SyncedAt = news.IsProvisional ? stored.SyncedAt : now;
        var after = SubscriptionFacts.Of(stored);
        if (before is null || before != after)
        {
            changes.Add(Change.OfUser(stored.UserId));
            if (before is not null && planBefore is not null && (before.PlanName != after.PlanName || before.Quantity != after.Quantity)
                && plans.Find(stored.PlanName) is { } planAfter)
            {
                await periodLimits.ApplyAsync(context, stored, planBefore, before.Quantity, planAfter, now, cancellationToken);
            }
        }

        await context.SaveChangesAsync(cancellationToken);
        if (plans.Find(stored.PlanName) is { } plan)
        {
            await segments.ApplyAsync(context, stored, plan, cancellationToken);
        }

        return planName is null ? NoPlan(looked) : null;
    }

    private static Subscription Add(TollgateDbContext context, long userId, ProviderSubscription looked, string planName, DateTimeOffset now)
    {
        var added = new Subscription
        {
            UserId = userId,
            PlanName = planName,
            Reference = looked.Reference,
            CurrentPeriodStart = looked.CreatedAt > DateTimeOffset.UnixEpoch ? looked.CreatedAt : now,
        };
        context.Subscriptions.Add(added);
        return added;
    }

    /// <summary>Whether what is stored is certainly no older than what an event says: it has ended for good, or was asked for later.</summary>
    private static bool IsOlder(BillingNews news, Subscription stored) =>
        (SubscriptionFacts.IsFinal(stored.Status) && !stored.IsProvisional) || (news.ToldAt is { } told && stored.SyncedAt > told + Skew);

    private static string NoPlan(ProviderSubscription looked) =>
        $"{BillingNews.UnknownPrice} {string.Join(" or ", looked.Items.Select(i => i.PriceReference).DefaultIfEmpty("(none)"))} of {looked.Reference}: "
        + "access stays as it is. Name the price in a plan and apply it; the event is then done by itself.";
}
