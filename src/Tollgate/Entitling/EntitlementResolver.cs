using Tollgate.Identifying;

namespace Tollgate.Entitling;

/// <summary>Resolves what a caller may do from what is stored: a pure function of its input.</summary>
/// <remarks>
/// 1. The plan's limits per scope. 2. Overrides replace a window's limit or add one. 3. Under the restriction "limited" each limit shrinks to the
/// plan's share. 4. Windows follow the plan's time zone, and its months the subscription's period if the plan says so. 5. Prepaid credits are one more
/// window of "*" where the plan uses them; they are paid for, so that no restriction makes them less.
/// </remarks>
public static class EntitlementResolver
{
    /// <summary>The subscription that counts among a user's: one that gives access first, then the better status, then the later period.</summary>
    public static Subscription? Best(IEnumerable<Subscription> subscriptions) => subscriptions
        .OrderBy(s => s.Status)
        .ThenByDescending(s => s.CurrentPeriodStart)
        .ThenByDescending(s => s.Id)
        .FirstOrDefault();

    /// <summary>Whether a subscription of this status gives access to its plan.</summary>
    public static bool GivesAccess(SubscriptionStatus status) => status <= SubscriptionStatus.Unpaid;

    /// <summary>What a user may do, with the key that was used if any.</summary>
    public static Entitlement Resolve(UserFacts user, KeyFacts? key)
    {
        var calendar = PlanCalendar.Of(user.Plan, user.PeriodStart, user.PeriodEnd);
        return new Entitlement
        {
            Subject = User.SubjectOf(user.Id),
            UserId = user.Id,
            UserName = user.Name,
            KeyId = key?.Id,
            Plan = user.Plan,
            Limits = [.. Resolve(user, PlanScope.All, user.Plan.Limits, calendar), .. CreditsOf(user)],
            Scopes = [.. user.Plan.Scopes.Select(s => s with { Limits = Resolve(user, s.Name, s.Limits, calendar) })],
            KeyLimits = [.. (key?.Limits ?? []).Select(l => l with { Window = calendar.Apply(l.Window) })],
            Restriction = user.Restriction,
            PaymentLink = user.PaymentLink,
            Access = Stricter(user.Access, key?.Access ?? AccessRule.None),
            KeyExpiresAt = key?.ExpiresAt,
        };
    }

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

    private static IReadOnlyList<WindowLimit> Resolve(UserFacts user, string scope, IReadOnlyList<WindowLimit> limits, PlanCalendar calendar)
    {
        var overridden = Override(limits, user.Overrides.Where(o => o.Scope == scope));
        var share = user.Restriction == RestrictionLevel.Limited ? user.Plan.LimitedShare : 1;
        return [.. overridden.Select(l => new WindowLimit(calendar.Apply(l.Window), Limit.Share(l.Limit, share)))];
    }

    /// <summary>
    /// A plan may have got more custom windows since an override added one: what the ledger has no slot for is left out, the plan's windows first.
    /// </summary>
    private static List<WindowLimit> Override(IReadOnlyList<WindowLimit> limits, IEnumerable<OverrideFacts> overrides)
    {
        var result = limits.ToList();
        foreach (var limit in overrides)
        {
            var at = result.FindIndex(l => l.Window.Name == limit.Window);
            if (at >= 0)
            {
                result[at] = result[at] with { Limit = limit.Limit };
            }
            else if (Window.StandardSlot(limit.Window) >= 0 || result.Count(l => !l.Window.IsStandard) < Window.MaxCustom)
            {
                result.Add(new WindowLimit(Window.Parse(limit.Window), limit.Limit));
            }
        }

        return result;
    }
}
