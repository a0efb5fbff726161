using Microsoft.EntityFrameworkCore;
using Tollgate.Billing;
using Tollgate.Entitling;

namespace Tollgate.EntityFrameworkCore.Billing;

/// <summary>Keeps, inside somebody's transaction, the stretches of billing periods whose usage is metered.</summary>
internal sealed class SegmentWriter(TimeProvider time)
{
    /// <summary>Call it after a subscription's plan, period or quantity was written.</summary>
    /// <param name="context">The transaction's context.</param>
    /// <param name="subscription">As it is now.</param>
    /// <param name="plan">The plan that it is to now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ApplyAsync(TollgateDbContext context, Subscription subscription, Plan plan, CancellationToken cancellationToken)
    {
        if (subscription.Reference is not { } reference)
        {
            return;
        }

        var now = time.GetUtcNow();
        var known = await context.BillingSegments.Where(s => s.UserId == subscription.UserId && s.SubscriptionReference == reference && s.PeriodEnd > now.AddDays(-100))
            .ToListAsync(cancellationToken);
        await CutAsync(context, known, subscription, now, cancellationToken);
        if (subscription.CurrentPeriodEnd is { } end && plan.Overage is { } overage && plan.IncludedFor(subscription.Quantity) is { } included && IsBilled(subscription))
        {
            foreach (var (from, until) in SegmentSlices.Of(subscription.CurrentPeriodStart, end).Where(s => s.End > now))
            {
                Write(context, known, subscription, plan, overage.Meter, included, from, until);
            }
        }

        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>
    /// A period that ended sooner than it was to end: cut short, because the subscription ended or another period began. What had not begun goes.
    /// </summary>
    private static async Task CutAsync(
        TollgateDbContext context, List<BillingSegment> known, Subscription subscription, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var starts = subscription.EndedAt is not null || subscription.CurrentPeriodEnd is not { } end
            ? []
            : SegmentSlices.Of(subscription.CurrentPeriodStart, end).Select(s => s.Start).ToHashSet();
        foreach (var segment in known.Where(s => !starts.Contains(s.PeriodStart)).ToList())
        {
            var border = subscription.EndedAt ?? subscription.CurrentPeriodStart;
            if (segment.PeriodStart < border)
            {
                segment.PeriodEnd = segment.PeriodEnd < border ? segment.PeriodEnd : border;
            }
            else if (segment.PeriodStart > now && !await context.MeterEvents.AnyAsync(e => e.SegmentId == segment.Id, cancellationToken))
            {
                context.BillingSegments.Remove(segment);
                known.Remove(segment);
            }
        }
    }

    /// <summary>What is included never falls within a period: fewer seats or a smaller limit hold from the next one on, and nobody is billed for the past.</summary>
    private static void Write(
        TollgateDbContext context, List<BillingSegment> known, Subscription subscription, Plan plan, string meter, long included, DateTimeOffset from, DateTimeOffset until)
    {
        // The first meter of a period stays, or its usage would be billed on two.
        if (known.Find(s => s.PeriodStart == from && s.PlanName == plan.Name) is { } segment)
        {
            segment.PeriodEnd = until;
            segment.Included = Math.Max(segment.Included, included);
            return;
        }

        context.BillingSegments.Add(new BillingSegment
        {
            UserId = subscription.UserId,
            SubscriptionReference = subscription.Reference!,
            PeriodStart = from,
            PeriodEnd = until,
            PlanName = plan.Name,
            Meter = meter,
            Included = included,
        });
    }

    /// <summary>Usage in a trial is free; without access there is none.</summary>
    private static bool IsBilled(Subscription subscription) =>
        subscription is { EndedAt: null, Status: SubscriptionStatus.Active or SubscriptionStatus.PastDue or SubscriptionStatus.Unpaid };
}
