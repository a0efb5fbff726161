using Tollgate.Entitling;

namespace Tollgate.Billing.Restricting;

/// <summary>Decides how far a customer is restricted: a pure function of stored facts, settings and time.</summary>
/// <remarks>
/// 1. Each invoice that is owed, each end by failure and each open dispute gives steps: a level and the instant from which on it holds. 2. The highest
/// step reached counts. 3. A hold is a ceiling on that, a manual restriction a floor. 4. As steps are instants, the same list tells since when the level
/// holds and when time alone changes it.
/// </remarks>
public static class RestrictionLadder
{
    /// <summary>The decision for one subscription of a customer.</summary>
    public static RestrictionDecision Decide(Subscription subscription, RestrictionFacts facts, RestrictionOptions options, DateTimeOffset now)
    {
        var timeline = new RestrictionTimeline([.. StepsOf(subscription, facts, options)], facts.Hold, subscription.ManualRestriction);
        return timeline.DecideAt(now);
    }

    /// <summary>The steps of the subscription alone or, where the settings say so, of all that the customer has.</summary>
    private static IEnumerable<RestrictionStep> StepsOf(Subscription subscription, RestrictionFacts facts, RestrictionOptions options)
    {
        if (!IsOnTheLadder(subscription))
        {
            return [];
        }

        return options.AcrossSubscriptions
            ? facts.Subscriptions.Append(subscription).Where(IsOnTheLadder).SelectMany(s => RestrictionSteps.Of(s, facts, options))
            : RestrictionSteps.Of(subscription, facts, options);
    }

    /// <summary>
    /// What gives access can be narrowed, and what failures ended can stay suspended. A first payment that never came has given nothing yet, and who left by
    /// choice has nothing left.
    /// </summary>
    private static bool IsOnTheLadder(Subscription subscription) => EntitlementResolver.GivesAccess(subscription.Status)
        || (subscription.EndedByFailure && subscription.Status is not (SubscriptionStatus.Incomplete or SubscriptionStatus.IncompleteExpired));
}
