using Microsoft.EntityFrameworkCore;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore.Statements;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>Sets, inside somebody's transaction, the month limit that holds for the rest of a period after a change of plan.</summary>
/// <remarks>
/// The ledger is only read: a month that is redefined keeps its count, so what shall not count is granted on top. Units that nodes hold on lease
/// count as used; whichever come back later are the customer's gain.
/// </remarks>
#pragma warning disable CA1822 // a service like its neighbours: what it asks may come to need a setting
internal sealed class PeriodLimitWriter
{
    /// <summary>Call it when a subscription goes from one plan or quantity to another within its period, before it is saved.</summary>
    /// <param name="context">The transaction's context.</param>
    /// <param name="subscription">As it is now, with the new plan, quantity and period.</param>
    /// <param name="before">The plan that it was to.</param>
    /// <param name="quantityBefore">The seats that it had.</param>
    /// <param name="after">The plan that it is to now.</param>
    /// <param name="now">By the database's clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ApplyAsync(
        TollgateDbContext context, Subscription subscription, Plan before, long quantityBefore, Plan after, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var isTrial = SubscriptionTimes.IsTrial(subscription, now);
        var month = MonthOf(after, subscription.CurrentPeriodStart, subscription.CurrentPeriodEnd, now);
        var limitBefore = SubscriptionTimes.PeriodLimit(subscription, now) ?? before.MonthLimitFor(quantityBefore, isTrial);
        var limitAfter = after.MonthLimitFor(subscription.Quantity, isTrial);
        var used = await UsedAsync(context, subscription.UserId, now, cancellationToken);
        Set(subscription, ChangedLimit.Of(after, after.ChangePolicy, limitBefore, limitAfter, used, month, now.ToUnixTimeMilliseconds()), month, now);
    }

    /// <summary>
    /// Call it when a subscription's period was written, before it is saved: a period that begins before the old one is over (another interval, the
    /// first payment ends the trial) brings its whole month limit, whatever was used of the month that it cuts short.
    /// </summary>
    /// <param name="context">The transaction's context.</param>
    /// <param name="subscription">As it is now, with the new period.</param>
    /// <param name="startBefore">The start of the period until now.</param>
    /// <param name="endBefore">The end of the period until now.</param>
    /// <param name="plan">The plan that it is to now.</param>
    /// <param name="now">By the database's clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task MoveAsync(
        TollgateDbContext context,
        Subscription subscription,
        DateTimeOffset startBefore,
        DateTimeOffset? endBefore,
        Plan plan,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var start = subscription.CurrentPeriodStart;
        if (plan.Month != MonthWindow.Subscription || start <= startBefore || start > now)
        {
            return;
        }

        var cut = MonthOf(plan, startBefore, endBefore, start);
        var month = MonthOf(plan, start, subscription.CurrentPeriodEnd, now);
        if (cut.Start >= start.ToUnixTimeMilliseconds() || !month.Contains(start.ToUnixTimeMilliseconds()))
        {
            return; // the new period begins with a month of the old clock, or its first month is over
        }

        var limit = plan.MonthLimitFor(subscription.Quantity, SubscriptionTimes.IsTrial(subscription, now));
        var used = await UsedAsync(context, subscription.UserId, now, cancellationToken);
        Set(subscription, ChangedLimit.Of(plan, ChangePolicy.Reset, null, limit, used, month, now.ToUnixTimeMilliseconds()), month, now);
    }

    private static void Set(Subscription subscription, long? limit, WindowSpan month, DateTimeOffset now)
    {
        subscription.PeriodLimit = limit;
        subscription.PeriodLimitUntil = limit is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(month.End);
        SubscriptionTimes.NoteNextChange(subscription, now);
    }

    private static WindowSpan MonthOf(Plan plan, DateTimeOffset start, DateTimeOffset? end, DateTimeOffset at) =>
        PlanCalendar.Of(plan, start, end).Apply(Window.Month).At(at.ToUnixTimeMilliseconds());

    private static async Task<long> UsedAsync(TollgateDbContext context, long userId, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await context.Database
            .SqlQueryRaw<long>(PeriodStatements.MonthUsed, User.SubjectOf(userId), now.ToUnixTimeMilliseconds())
            .ToListAsync(cancellationToken)).FirstOrDefault();
}
