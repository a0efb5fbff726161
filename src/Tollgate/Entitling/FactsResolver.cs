namespace Tollgate.Entitling;

/// <summary>Picks from what is stored about a user what counts at one moment: a pure function of its input.</summary>
internal static class FactsResolver
{
    /// <summary>The facts of a user.</summary>
    /// <param name="user">The user.</param>
    /// <param name="held">All subscriptions of the user, with their plans.</param>
    /// <param name="defaultPlan">The plan that holds when none of them gives access.</param>
    /// <param name="overrides">Limits in place of the plan's.</param>
    /// <param name="cap">What the user wants to pay for overage at most, in minor units of a currency; null for any amount.</param>
    /// <param name="now">The moment.</param>
    public static UserFacts Resolve(
        User user, IReadOnlyCollection<HeldPlan> held, Func<Plan> defaultPlan, IEnumerable<LimitOverride> overrides, (long Amount, string Currency)? cap, DateTimeOffset now)
    {
        var best = EntitlementResolver.Best(held.Select(h => h.Subscription), now, s => held.First(h => ReferenceEquals(h.Subscription, s)).Plan.Rank);
        var holding = best is not null && SubscriptionTimes.GivesAccess(best, now) ? best : null;
        var restricting = EntitlementResolver.Restricting([.. held.Select(h => h.Subscription)], now, s => held.First(h => ReferenceEquals(h.Subscription, s)).Plan.Rank);
        var plan = holding is null ? defaultPlan() : held.First(h => ReferenceEquals(h.Subscription, holding)).Plan;
        return new UserFacts
        {
            Id = user.Id,
            Name = user.Name,
            Access = user.Access,
            Plan = plan,
            PeriodStart = holding?.CurrentPeriodStart,
            PeriodEnd = holding?.CurrentPeriodEnd,
            Seats = holding?.Quantity ?? 1,
            IsTrial = holding is not null && SubscriptionTimes.IsTrial(holding, now),
            PeriodLimit = holding is null ? null : SubscriptionTimes.PeriodLimit(holding, now),
            OverageCap = cap is { } most && plan.Overage is { } overage && overage.Currency == most.Currency ? overage.UnitsFor(most.Amount) : null,
            Restriction = restricting?.Restriction ?? RestrictionLevel.None,
            PaymentLink = restricting?.PaymentLink,
            Overrides = [.. overrides.OrderBy(o => o.Scope, StringComparer.Ordinal).ThenBy(o => o.Window, StringComparer.Ordinal).Select(o => new OverrideFacts(o.Scope, o.Window, o.Limit))],
            ValidUntil = held.Select(h => SubscriptionTimes.NextChange(h.Subscription, now)).Min(),
        };
    }
}
