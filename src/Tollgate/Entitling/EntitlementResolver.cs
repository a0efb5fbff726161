using Tollgate.Identifying;

namespace Tollgate.Entitling;

/// <summary>Resolves what a caller may do from what is stored: a pure function of its input.</summary>
/// <remarks>
/// 1. The plan's limits per scope, multiplied by the seats where it is sold per seat; in a trial the trial's. 2. After a change of plan another month
/// limit until the month ends. 3. Where overage is billed the month limit refuses no more, or only at the spend cap; under any restriction it does.
/// 4. Overrides replace a window's limit or add one. 5. Under the restriction "limited" each limit shrinks to the plan's share. 6. Windows follow
/// the plan's time zone, and its months the subscription's period if the plan says so. 7. Prepaid credits are one more window of "*" where the plan uses them; they are
/// paid for, so that no restriction makes them less.
/// </remarks>
public static class EntitlementResolver
{
    /// <summary>
    /// The subscription that counts among a user's: one that gives access first, then the one that is restricted least, the plan of the higher rank,
    /// the better status, the later period. So the end of an old one never takes away a newer one.
    /// </summary>
    /// <param name="subscriptions">All of one user's.</param>
    /// <param name="now">The time at which it is to give access.</param>
    /// <param name="rankOf">The rank of a subscription's plan; all are equal when it is left out.</param>
    public static Subscription? Best(IEnumerable<Subscription> subscriptions, DateTimeOffset now, Func<Subscription, int>? rankOf = null) => subscriptions
        .OrderByDescending(s => SubscriptionTimes.GivesAccess(s, now))
        .ThenBy(s => s.Restriction)
        .ThenByDescending(s => rankOf?.Invoke(s) ?? 0)
        .ThenBy(s => s.Status)
        .ThenByDescending(s => s.CurrentPeriodStart)
        .ThenByDescending(s => s.Id)
        .FirstOrDefault();

    /// <summary>
    /// The subscription whose restriction holds: the one that gives access, else one that payment failures ended and that is restricted still, so that
    /// nobody gets rid of a debt by falling to the default plan; null when nothing restricts.
    /// </summary>
    /// <param name="subscriptions">All of one user's.</param>
    /// <param name="now">The time at which it is to give access.</param>
    /// <param name="rankOf">The rank of a subscription's plan; all are equal when it is left out.</param>
    public static Subscription? Restricting(IReadOnlyCollection<Subscription> subscriptions, DateTimeOffset now, Func<Subscription, int>? rankOf = null) =>
        Best(subscriptions.Where(s => SubscriptionTimes.GivesAccess(s, now)), now, rankOf)
        ?? subscriptions.Where(s => s.EndedByFailure && s.Restriction != RestrictionLevel.None).OrderByDescending(s => s.Restriction).ThenByDescending(s => s.Id).FirstOrDefault();

    /// <summary>Whether a subscription of this status gives access to its plan, whatever its times; see <see cref="SubscriptionTimes.GivesAccess"/>.</summary>
    public static bool GivesAccess(SubscriptionStatus status) => status <= SubscriptionStatus.Unpaid;

    /// <summary>What a user may do, with the key that was used if any.</summary>
    public static Entitlement Resolve(UserFacts user, KeyFacts? key)
    {
        var calendar = PlanCalendar.Of(user.Plan, user.PeriodStart, user.PeriodEnd);
        var limits = Resolve(user, PlanScope.All, PlanLimits.OfAll(user), calendar);
        return new Entitlement
        {
            Subject = User.SubjectOf(user.Id),
            UserId = user.Id,
            UserName = user.Name,
            KeyId = key?.Id,
            Plan = user.Plan,
            Limits = [.. limits, .. CreditsOf(user)],
            Scopes = [.. user.Plan.Scopes.Select(s => s with { Limits = Resolve(user, s.Name, PlanLimits.OfGroup(user, s.Limits), calendar) })],
            KeyLimits = [.. (key?.Limits ?? []).Select(l => l with { Window = calendar.Apply(l.Window) })],
            Restriction = user.Restriction,
            OverageStop = PlanLimits.StopOf(user, limits),
            HasLoweredLimits = user.Restriction == RestrictionLevel.Limited && (user.IsFallback || user.Plan.LimitedShare < 1),
            PaymentLink = user.PaymentLink,
            Access = Stricter(user.Access, key?.Access ?? AccessRule.None),
            KeyExpiresAt = key?.ExpiresAt,
            ValidUntil = user.ValidUntil,
        };
    }

    /// <summary>A limited user on the plan that takes the place of the user's own: whole, and without what was agreed for the other.</summary>
    public static UserFacts FallBack(UserFacts user, Plan fallback) => user.Restriction == RestrictionLevel.Limited
        ? user with { Plan = fallback with { LimitedShare = 1 }, IsFallback = true, Overrides = [], Seats = 1, IsTrial = false, PeriodLimit = null, OverageCap = null }
        : user;

    /// <summary>What an anonymous caller may do.</summary>
    /// <param name="plan">The anonymous plan.</param>
    /// <param name="subject">Whose units are charged, e.g. "ip_203.0.113.7".</param>
    public static Entitlement Resolve(Plan plan, string subject)
    {
        var calendar = PlanCalendar.Of(plan, null, null);
        return new Entitlement
        {
            Subject = subject,
            Plan = plan,
            Limits = calendar.Apply(plan.Limits),
            Scopes = [.. plan.Scopes.Select(s => s with { Limits = calendar.Apply(s.Limits) })],
        };
    }

    private static AccessRule Stricter(AccessRule user, AccessRule key) =>
        user == AccessRule.Deny || key == AccessRule.Deny ? AccessRule.Deny
        : user == AccessRule.Allow || key == AccessRule.Allow ? AccessRule.Allow
        : AccessRule.None;

    private static IEnumerable<WindowLimit> CreditsOf(UserFacts user) =>
        user.Plan.UsesCredits ? [new WindowLimit(Window.Credits with { Expired = user.ExpiredCredits }, user.GrantedCredits)] : [];

    private static IReadOnlyList<WindowLimit> Resolve(UserFacts user, string scope, IEnumerable<WindowLimit> limits, PlanCalendar calendar)
    {
        var overridden = Override(limits, user.Overrides.Where(o => o.Scope == scope));
        var share = user.Restriction == RestrictionLevel.Limited ? user.Plan.LimitedShare : 1;
        return [.. overridden.Select(l => l with { Window = calendar.Apply(l.Window), Limit = Limit.Share(l.Limit, share) })];
    }

    /// <summary>
    /// A plan may have got more custom windows since an override added one: what the ledger has no slot for is left out, the plan's windows first.
    /// </summary>
    private static List<WindowLimit> Override(IEnumerable<WindowLimit> limits, IEnumerable<OverrideFacts> overrides)
    {
        var result = limits.ToList();
        foreach (var limit in overrides)
        {
            var at = result.FindIndex(l => l.Window.Name == limit.Window);
            if (at >= 0)
            {
                result[at] = PlanLimits.Override(result[at], limit.Limit);
            }
            else if (Window.StandardSlot(limit.Window) >= 0 || result.Count(l => !l.Window.IsStandard) < Window.MaxCustom)
            {
                result.Add(new WindowLimit(Window.Parse(limit.Window), limit.Limit));
            }
        }

        return result;
    }
}
