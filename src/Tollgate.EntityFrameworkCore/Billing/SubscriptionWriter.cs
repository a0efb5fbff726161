using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Tollgate.Billing;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>Overwrites a subscription with what the payment provider has, and has what follows from plan and period written.</summary>
internal sealed class SubscriptionWriter(PeriodLimitWriter periodLimits, SegmentWriter segments, IOptions<EntitlingOptions> options)
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
        var planBefore = stored is not null && SubscriptionTimes.GivesAccess(stored, now) ? plans.Find(stored.PlanName) : null; // only what was held can follow
        var wasTrial = stored?.Status == SubscriptionStatus.Trialing; // in the provider's word: the news that it is over comes after its end
        stored ??= Add(context, userId, looked, planName!, now);
        facts.WriteTo(stored);
        stored.IsProvisional = news.IsProvisional;
        stored.SyncedAt = news.IsProvisional ? stored.SyncedAt : now;
        if (before != SubscriptionFacts.Of(stored))
        {
            changes.Add(Change.OfUser(stored.UserId));
            await FollowAsync(context, stored, before, (planBefore, wasTrial), plans, now, cancellationToken);
        }

        await EndDefaultAsync(context, stored, now, cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        if (plans.Find(stored.PlanName) is { } plan)
        {
            await segments.ApplyAsync(context, stored, plan, cancellationToken);
        }

        return planName is null ? NoPlan(looked) : null;
    }

    /// <summary>What follows for the month limit when plan, seats or period change, or billing begins, and when time alone changes something next.</summary>
    private async Task FollowAsync(
        TollgateDbContext context, Subscription stored, SubscriptionFacts? before, (Plan? Plan, bool IsTrial) held, StoredPlans plans, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var planAfter = plans.Find(stored.PlanName);
        if (planAfter is not null && SubscriptionTimes.GivesAccess(stored, now) && (held.Plan is null || (held.IsTrial && !SubscriptionTimes.IsTrial(stored, now))))
        {
            await periodLimits.BeginAsync(context, stored, planAfter, now, cancellationToken);
        }

        if (before is not null && held.Plan is { } planBefore && planAfter is not null)
        {
            if (before.PlanName != stored.PlanName || before.Quantity != stored.Quantity)
            {
                await periodLimits.ApplyAsync(context, stored, planBefore, before.Quantity, planAfter, now, cancellationToken);
            }

            if (before.PeriodStart is { } start && (start != stored.CurrentPeriodStart || before.PeriodEnd != stored.CurrentPeriodEnd))
            {
                await periodLimits.MoveAsync(context, stored, start, before.PeriodEnd, planAfter, now, cancellationToken);
            }
        }

        stored.ChangesAt = SubscriptionTimes.NextChange(stored, now, stored.ChangesAt);
    }

    /// <summary>
    /// Who has bought a plan no longer holds the default one beside it, or would fall back to it in place of being told to pay. When what was
    /// bought ends, the default plan holds as for everybody without a subscription.
    /// </summary>
    private async Task EndDefaultAsync(TollgateDbContext context, Subscription bought, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!EntitlementResolver.GivesAccess(bought.Status))
        {
            return;
        }

        var defaultPlan = options.Value.DefaultPlan;
        var beside = await context.Subscriptions
            .Where(s => s.UserId == bought.UserId && s.Reference == null && s.PlanName == defaultPlan && s.Status == SubscriptionStatus.Active)
            .ToListAsync(cancellationToken);
        foreach (var subscription in beside)
        {
            subscription.Status = SubscriptionStatus.Canceled;
            subscription.EndedAt = now;
        }
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
