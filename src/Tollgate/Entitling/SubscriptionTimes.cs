namespace Tollgate.Entitling;

/// <summary>When time alone changes what a subscription allows: pure functions of what is stored.</summary>
public static class SubscriptionTimes
{
    /// <summary>Whether the subscription gives access to its plan at a time: until it ends, and paused by wish until the paid period ends.</summary>
    public static bool GivesAccess(Subscription subscription, DateTimeOffset now) =>
        (EntitlementResolver.GivesAccess(subscription.Status) || IsPausedByWish(subscription, now)) && !(subscription.CancelsAt <= now);

    /// <summary>Whether it is in its trial; without an end, the trial lasts as long as the status says so.</summary>
    public static bool IsTrial(Subscription subscription, DateTimeOffset now) =>
        subscription.Status == SubscriptionStatus.Trialing && !(subscription.TrialEndsAt <= now);

    /// <summary>The month limit that holds in place of the plan's after a change of plan; null when none does, or no more.</summary>
    public static long? PeriodLimit(Subscription subscription, DateTimeOffset now) =>
        subscription.PeriodLimitUntil > now ? subscription.PeriodLimit : null;

    /// <summary>When time alone changes next what holds: the end of the trial, of <see cref="Subscription.PeriodLimit"/>, of access; null for never.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="now">The time; only what is later counts.</param>
    /// <param name="others">Further times to take in, e.g. a restriction's next step.</param>
    public static DateTimeOffset? NextChange(Subscription subscription, DateTimeOffset now, params ReadOnlySpan<DateTimeOffset?> others)
    {
        DateTimeOffset? next = null;
        Consider(subscription.Status == SubscriptionStatus.Trialing ? subscription.TrialEndsAt : null);
        Consider(subscription.PeriodLimit is null ? null : subscription.PeriodLimitUntil);
        Consider(EntitlementResolver.GivesAccess(subscription.Status) || subscription.Status == SubscriptionStatus.Paused ? subscription.CancelsAt : null);
        Consider(IsPausedByWish(subscription, now) ? subscription.CurrentPeriodEnd : null);
        foreach (var other in others)
        {
            Consider(other);
        }

        return next;

        void Consider(DateTimeOffset? time) => next = time > now && !(time >= next) ? time : next;
    }

    /// <summary>
    /// Brings <see cref="Subscription.ChangesAt"/> forward to the next change, never back: a step of a restriction may be due that nobody has taken yet.
    /// </summary>
    public static void NoteNextChange(Subscription subscription, DateTimeOffset now)
    {
        if (NextChange(subscription, now) is { } next && !(subscription.ChangesAt <= next))
        {
            subscription.ChangesAt = next;
        }
    }

    /// <summary>What is paid for is not taken away by pausing; who paused by not paying gets nothing.</summary>
    private static bool IsPausedByWish(Subscription subscription, DateTimeOffset now) =>
        subscription is { Status: SubscriptionStatus.Paused, EndedByFailure: false } && subscription.CurrentPeriodEnd > now;
}
