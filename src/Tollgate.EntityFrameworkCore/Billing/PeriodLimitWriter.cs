using Microsoft.EntityFrameworkCore;
using Tollgate.Billing.Metering;
using Tollgate.Entitling;
using Tollgate.EntityFrameworkCore.Statements;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>
/// Sets, inside somebody's transaction, the month limit that holds for the rest of a period after a change of plan, or where in the month billing begins.
/// </summary>
/// <remarks>
/// The ledger's count is never changed: a month that is redefined keeps it, so what shall not count is granted on top. Units that nodes hold on lease
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
        if (after.BillsTheMonth(subscription.Quantity, isTrial))
        {
            await (before.Name == after.Name
                ? ReseatAsync(context, subscription, before, quantityBefore, after, now, cancellationToken)
                : BeginAsync(context, subscription, after, now, cancellationToken));
            return;
        }

        var month = MonthOf(after, subscription.CurrentPeriodStart, subscription.CurrentPeriodEnd, now);
        var limitBefore = before.MonthLimitInForce(quantityBefore, isTrial, SubscriptionTimes.PeriodLimit(subscription, now));
        var limitAfter = after.MonthLimitFor(subscription.Quantity, isTrial);
        var used = after.ChangePolicy == ChangePolicy.Keep || limitAfter is null ? 0 : await TakeUsedAsync(context, subscription.UserId, month, now, cancellationToken);
        Set(subscription, ChangedLimit.Of(after.ChangePolicy, limitBefore, limitAfter, used, month, now.ToUnixTimeMilliseconds()), month, now);
    }

    /// <summary>
    /// Call it when usage begins to be billed under a plan, before the subscription is saved: it was bought, its trial is over, it gives access again.
    /// The month may have counted units that no bill of this plan will.
    /// </summary>
    /// <param name="context">The transaction's context.</param>
    /// <param name="subscription">As it is now.</param>
    /// <param name="plan">The plan that it is to now; nothing happens where the month's count says nothing about its bill.</param>
    /// <param name="now">By the database's clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task BeginAsync(TollgateDbContext context, Subscription subscription, Plan plan, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!plan.BillsTheMonth(subscription.Quantity, SubscriptionTimes.IsTrial(subscription, now)))
        {
            return;
        }

        var month = MonthOf(plan, subscription.CurrentPeriodStart, subscription.CurrentPeriodEnd, now);
        var planIncluded = plan.IncludedFor(subscription.Quantity) ?? 0;
        var used = await TakeUsedAsync(context, subscription.UserId, month, now, cancellationToken);
        var own = await BilledAsync(context, subscription, plan, month, now, cancellationToken);
        var included = await IncludedAsync(context, subscription, plan, now, cancellationToken) ?? 0;
        Set(subscription, ChangedLimit.Billed(used, own, Math.Max(included, planIncluded), planIncluded), month, now);
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

        var isTrial = SubscriptionTimes.IsTrial(subscription, now);
        if (plan.BillsTheMonth(subscription.Quantity, isTrial))
        {
            await BeginAsync(context, subscription, plan, now, cancellationToken);
            return;
        }

        var limit = plan.MonthLimitFor(subscription.Quantity, isTrial);
        var used = await TakeUsedAsync(context, subscription.UserId, month, now, cancellationToken);
        Set(subscription, ChangedLimit.Of(ChangePolicy.Reset, null, limit, used, month, now.ToUnixTimeMilliseconds()), month, now);
    }

    /// <summary>Other seats of one plan, which is billed already.</summary>
    private async Task ReseatAsync(
        TollgateDbContext context, Subscription subscription, Plan before, long quantityBefore, Plan plan, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var included = await IncludedAsync(context, subscription, plan, now, cancellationToken);
        if (included is null && subscription.Reference is not null)
        {
            await BeginAsync(context, subscription, plan, now, cancellationToken); // with a new period, whose bill has not begun
            return;
        }

        var month = MonthOf(plan, subscription.CurrentPeriodStart, subscription.CurrentPeriodEnd, now);
        var from = SubscriptionTimes.PeriodLimit(subscription, now);
        Set(subscription, ChangedLimit.Reseated(from, included, before.IncludedFor(quantityBefore) ?? 0, plan.IncludedFor(subscription.Quantity) ?? 0), month, now);
    }

    private static void Set(Subscription subscription, long? limit, WindowSpan month, DateTimeOffset now)
    {
        subscription.PeriodLimit = limit;
        subscription.PeriodLimitUntil = limit is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(month.End);
        SubscriptionTimes.NoteNextChange(subscription, now);
    }

    private static WindowSpan MonthOf(Plan plan, DateTimeOffset start, DateTimeOffset? end, DateTimeOffset at) =>
        PlanCalendar.Of(plan, start, end).Apply(Window.Month).At(at.ToUnixTimeMilliseconds());

    /// <summary>What the bill of the plan counts of the month so far, in whole hours as it does.</summary>
    private static async Task<long> BilledAsync(
        TollgateDbContext context, Subscription subscription, Plan plan, WindowSpan month, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (SegmentStart(subscription, now) is not { } start)
        {
            return 0;
        }

        var from = HourRange.Down(Math.Max(start.ToUnixTimeMilliseconds(), month.Start));
        return (await context.Database
            .SqlQueryRaw<long>(PeriodStatements.PlanUsed, User.SubjectOf(subscription.UserId), plan.Name, from)
            .ToListAsync(cancellationToken))[0];
    }

    /// <summary>What the bill of the plan includes in the month already; null where it has none yet.</summary>
    private static async Task<long?> IncludedAsync(
        TollgateDbContext context, Subscription subscription, Plan plan, DateTimeOffset now, CancellationToken cancellationToken) =>
        SegmentStart(subscription, now) is { } start
            ? await context.BillingSegments
                .Where(s => s.UserId == subscription.UserId && s.SubscriptionReference == subscription.Reference && s.PlanName == plan.Name && s.PeriodStart == start)
                .Select(s => (long?)s.Included)
                .FirstOrDefaultAsync(cancellationToken)
            : null;

    /// <summary>Start of the stretch of the period that is billed now; null where nothing is: kept by hand, or without an end.</summary>
    private static DateTimeOffset? SegmentStart(Subscription subscription, DateTimeOffset now) =>
        subscription is { Reference: not null, CurrentPeriodEnd: { } end }
            ? SegmentSlices.Of(subscription.CurrentPeriodStart, end).Where(s => s.Start <= now).Select(s => (DateTimeOffset?)s.Start).LastOrDefault()
            : null;

    /// <summary>
    /// The month's count under its new span. The row is written first, so that it is locked until the change is: what is granted meanwhile is granted under
    /// the new plan.
    /// </summary>
    private static async Task<long> TakeUsedAsync(TollgateDbContext context, long userId, WindowSpan month, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (subject, at) = (User.SubjectOf(userId), now.ToUnixTimeMilliseconds());
        await context.Database.ExecuteSqlRawAsync(PeriodStatements.MoveMonth, [subject, at, month.Start, month.End], cancellationToken);
        return (await context.Database.SqlQueryRaw<long>(PeriodStatements.MonthUsed, subject, at).ToListAsync(cancellationToken)).FirstOrDefault();
    }
}
