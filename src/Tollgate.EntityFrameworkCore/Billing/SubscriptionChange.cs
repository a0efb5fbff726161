using Microsoft.EntityFrameworkCore;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>What follows, inside a transaction, from changing a stored subscription by hand.</summary>
internal sealed class SubscriptionChange(PeriodLimitWriter limits, SegmentWriter segments, TimeProvider clock)
{
    /// <summary>Changes the subscription, and what depends on its plan, seats and period.</summary>
    /// <param name="context">The transaction's context, which tracks the subscription.</param>
    /// <param name="subscription">As it is stored.</param>
    /// <param name="change">What to change.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ApplyAsync(TollgateDbContext context, Subscription subscription, Action<Subscription> change, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (hadAccess, wasTrial) = (SubscriptionTimes.GivesAccess(subscription, now), subscription.Status == SubscriptionStatus.Trialing);
        var (planBefore, seatsBefore, startBefore, endBefore) = (subscription.PlanName, subscription.Quantity, subscription.CurrentPeriodStart, subscription.CurrentPeriodEnd);
        change(subscription);
        SubscriptionTimes.NoteNextChange(subscription, now);
        var isOther = subscription.PlanName != planBefore || subscription.Quantity != seatsBefore;
        var isMoved = subscription.CurrentPeriodStart != startBefore || subscription.CurrentPeriodEnd != endBefore;
        var isBegun = SubscriptionTimes.GivesAccess(subscription, now) && (!hadAccess || (wasTrial && !SubscriptionTimes.IsTrial(subscription, now)));
        if (!isOther && !isMoved && !isBegun)
        {
            return;
        }

        var plan = await FindPlanAsync(context, subscription.PlanName, cancellationToken);
        if (isBegun)
        {
            await limits.BeginAsync(context, subscription, plan, now, cancellationToken);
        }

        if (isOther && hadAccess)
        {
            var before = subscription.PlanName == planBefore ? plan : await FindPlanAsync(context, planBefore, cancellationToken);
            await limits.ApplyAsync(context, subscription, before, seatsBefore, plan, now, cancellationToken);
        }

        if (isMoved && hadAccess)
        {
            await limits.MoveAsync(context, subscription, startBefore, endBefore, plan, now, cancellationToken);
        }

        await segments.ApplyAsync(context, subscription, plan, cancellationToken);
    }

    private static async Task<Plan> FindPlanAsync(TollgateDbContext context, string name, CancellationToken cancellationToken)
    {
        var definitions =
            from plan in context.Plans
            join version in context.PlanVersions on new { plan.Name, plan.Version } equals new { Name = version.PlanName, version.Version }
            where plan.Name == name
            select version.Definition;
        return PlanJson.Read(await definitions.SingleAsync(cancellationToken));
    }
}
