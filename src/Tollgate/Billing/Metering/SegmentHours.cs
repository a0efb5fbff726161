using Tollgate.Entitling;

namespace Tollgate.Billing.Metering;

/// <summary>Which hours of usage belong to which segment: each hour of a user and plan to exactly one.</summary>
/// <remarks>
/// Usage is summed by the hour, and a period may begin and end at any minute. An hour belongs to the period in which it ends: the last whole hour
/// of a period is then over before the period is, and can be sent while the provider still takes usage for the invoice; the hour across the border
/// would be complete only up to an hour later. Where no later period of the plan comes, the last one keeps that hour.
/// </remarks>
internal static class SegmentHours
{
    /// <summary>The hours of each segment, of one user.</summary>
    /// <param name="segments">All segments of the user.</param>
    /// <param name="subscriptions">The subscriptions of the user, as they are now.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyDictionary<long, IReadOnlyList<HourRange>> Of(
        IReadOnlyCollection<BillingSegment> segments, IReadOnlyCollection<Subscription> subscriptions, DateTimeOffset now)
    {
        var hours = new Dictionary<long, IReadOnlyList<HourRange>>();
        foreach (var plan in segments.GroupBy(s => s.PlanName, StringComparer.Ordinal))
        {
            // Of two subscriptions to the same plan the one whose period began later has the hour, so that it is billed once.
            var taken = new List<HourRange>();
            foreach (var segment in plan.OrderByDescending(s => s.PeriodStart).ThenByDescending(s => s.Id))
            {
                IEnumerable<HourRange> own = [Whole(segment)];
                own = taken.Aggregate(own, (left, other) => other.Remove(left).ToList());
                hours[segment.Id] = [.. own];
                taken.Add(Whole(segment));
            }

            foreach (var segment in plan.Where(s => IsLast(s, segments, subscriptions, now)))
            {
                var border = new HourRange(HourRange.Down(Ms(segment.PeriodEnd)), HourRange.Up(Ms(segment.PeriodEnd)));
                hours[segment.Id] = [.. hours[segment.Id], .. taken.Aggregate((IEnumerable<HourRange>)[border], (left, other) => other.Remove(left).ToList())];
                taken.Add(border);
            }
        }

        return hours;
    }

    /// <summary>Whether the plan ends with this segment: no period after it is to be expected.</summary>
    private static bool IsLast(
        BillingSegment segment, IReadOnlyCollection<BillingSegment> segments, IReadOnlyCollection<Subscription> subscriptions, DateTimeOffset now)
    {
        if (segment.PeriodEnd > now
            || segments.Any(s => s.SubscriptionReference == segment.SubscriptionReference && s.PlanName == segment.PlanName && s.PeriodStart > segment.PeriodStart))
        {
            return false;
        }

        var subscription = subscriptions.FirstOrDefault(s => s.Reference == segment.SubscriptionReference);
        return subscription is null || subscription.PlanName != segment.PlanName || subscription.EndedAt is not null
            || subscription.Status is SubscriptionStatus.Canceled or SubscriptionStatus.IncompleteExpired;
    }

    private static HourRange Whole(BillingSegment segment) => new(HourRange.Down(Ms(segment.PeriodStart)), HourRange.Down(Ms(segment.PeriodEnd)));

    private static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();
}
