namespace Tollgate.Entitling;

/// <summary>The limits of one scope of a plan for one user, before overrides and restriction.</summary>
internal static class PlanLimits
{
    /// <summary>The limits of an endpoint group, for the user's seats.</summary>
    public static IEnumerable<WindowLimit> OfGroup(UserFacts user, IReadOnlyList<WindowLimit> limits) =>
        limits.Select(l => l with { Limit = user.Plan.ForSeats(l.Limit, user.Seats) });

    /// <summary>The limits of scope "*": the trial's in a trial, for the user's seats, and the month's for the rest of a period in which the plan changed.</summary>
    public static List<WindowLimit> OfAll(UserFacts user)
    {
        var limits = OfGroup(user, user.IsTrial ? InTrial(user.Plan) : user.Plan.Limits).ToList();
        if (user.Plan.IsPayAsYouGo && !user.IsTrial)
        {
            return PayAsYouGo(limits, BilledFrom(user), user.OverageCap);
        }

        if (MonthOf(limits) is var at and >= 0)
        {
            var month = limits[at] with { Limit = user.PeriodLimit ?? limits[at].Limit };
            limits[at] = BillsOverage(user) ? Billed(month, user.OverageCap) : month;
        }

        return user.Plan.IsPayAsYouGo ? PayAsYouGo(limits, 0, user.OverageCap) : limits;
    }

    /// <summary>A limit that an override sets in place of another: it refuses, and what was included stays included.</summary>
    public static WindowLimit Override(WindowLimit limit, long units)
    {
        var most = limit.Included is null || limit.Limit == Limit.Unlimited ? units : Math.Min(units, limit.Limit);
        return limit with { Limit = most, Included = limit.Included < most ? limit.Included : null };
    }

    /// <summary>Window by window the trial's limit in place of the plan's.</summary>
    public static IReadOnlyList<WindowLimit> InTrial(Plan plan) =>
    [
        .. plan.Limits.Select(l => plan.TrialLimits.FirstOrDefault(t => t.Window.Name == l.Window.Name) ?? l),
        .. plan.TrialLimits.Where(t => !plan.Limits.Any(l => l.Window.Name == t.Window.Name)),
    ];

    /// <summary>What keeps more of the month from being billed: restriction or spend cap, unless another limit refuses first.</summary>
    /// <param name="user">The facts.</param>
    /// <param name="limits">The limits of scope "*" that came of them, after overrides and restriction.</param>
    public static OverageStop StopOf(UserFacts user, IEnumerable<WindowLimit> limits)
    {
        if (user.Plan.Overage is null || limits.FirstOrDefault(l => l.Window.Name == Window.Month.Name) is not { } month)
        {
            return OverageStop.None;
        }

        var isCapped = user.OverageCap is { } cap && month.Limit != Limit.Unlimited
            && (user.Plan.IsPayAsYouGo
                ? month.Limit == Limit.Beyond(BilledFrom(user), cap)
                : BillsOverage(user) && month.Limit == OfAll(user).First(l => l.Window.Name == Window.Month.Name).Limit);
        var isOverridden = user.Overrides.Any(o => o.Scope == PlanScope.All && o.Window == Window.Month.Name);
        var isRestricted = user.Restriction != RestrictionLevel.None && !isOverridden && BillsOverage(user with { Restriction = RestrictionLevel.None });
        return isCapped ? OverageStop.SpendCap : isRestricted ? OverageStop.Restriction : OverageStop.None;
    }

    /// <summary>The count of the month from which who pays for every unit is billed: other plans may have used some of it.</summary>
    private static long BilledFrom(UserFacts user) => user.IsTrial ? 0 : user.PeriodLimit ?? 0;

    private static int MonthOf(List<WindowLimit> limits) => limits.FindIndex(l => l.Window.Name == Window.Month.Name);

    /// <summary>Nobody under a restriction, or in a trial with a month limit of its own, gets into paid overage.</summary>
    private static bool BillsOverage(UserFacts user) =>
        user.Plan is { Overage: not null, IsMetered: false } && user.Restriction == RestrictionLevel.None
        && !(user.IsTrial && user.Plan.TrialLimits.Any(l => l.Window.Name == Window.Month.Name));

    private static WindowLimit Billed(WindowLimit month, long? cap) => month.Limit == Limit.Unlimited ? month : month with
    {
        Limit = Limit.Beyond(month.Limit, cap ?? Limit.Unlimited),
        Included = month.Limit,
    };

    /// <summary>
    /// Who pays for every unit has nothing included, so the spend cap is a month limit of its own. Both count from where billing began in the month.
    /// </summary>
    private static List<WindowLimit> PayAsYouGo(List<WindowLimit> limits, long from, long? cap)
    {
        if (MonthOf(limits) is var at and >= 0)
        {
            limits[at] = limits[at] with { Limit = Limit.Beyond(from, Math.Min(limits[at].Limit, cap ?? Limit.Unlimited)) };
        }
        else if (cap is { } units)
        {
            limits.Add(new WindowLimit(Window.Month, Limit.Beyond(from, units)));
        }

        return limits;
    }
}
