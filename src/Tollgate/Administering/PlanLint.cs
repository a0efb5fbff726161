using System.Globalization;
using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.Administering;

/// <summary>Finds limits of a plan that can't be reached or contradict each other, and says why in numbers.</summary>
/// <remarks>
/// A window's limit is capped by every other window that a request is charged to: n instances of that one reach into it, each with its limit.
/// With 100 per hour at most 24 × 100 units fit into a day, so a day limit of 10,000 never refuses anybody. An endpoint group is charged to "*"
/// too, in whole requests, so "*" caps the group's windows the same way.
/// </remarks>
public static class PlanLint
{
    /// <summary>All findings, "*" first; empty when each limit can be reached and matters.</summary>
    public static IReadOnlyList<PlanFinding> Check(Plan plan)
    {
        var findings = new List<PlanFinding>();
        CheckMonth(plan, findings);
        CheckCredits(plan, findings);
        CheckSale(plan, findings);
        CheckLimits(plan, null, findings);
        foreach (var group in plan.Scopes)
        {
            CheckCost(plan, group, findings);
            CheckLimits(plan, group, findings);
        }

        return findings;
    }

    private static void CheckMonth(Plan plan, List<PlanFinding> findings)
    {
        if (plan.Month != MonthWindow.Subscription)
        {
            return;
        }

        if (plan.Name == Plan.AnonymousName)
        {
            findings.Add(new PlanFinding(plan.Name, PlanScope.All, null, "Its months shall follow the subscription, but anonymous callers have none: they follow the calendar. Set month to calendar."));
        }
        else if (!plan.Limits.Concat(plan.Scopes.SelectMany(s => s.Limits)).Any(l => l.Window.CountsMonths))
        {
            findings.Add(new PlanFinding(plan.Name, PlanScope.All, null, "Its months shall follow the subscription, but no month is limited. Add a month limit, or set month to calendar."));
        }
    }

    private static void CheckCredits(Plan plan, List<PlanFinding> findings)
    {
        if (plan.UsesCredits && (plan.IsMetered || plan.Overage is not null))
        {
            findings.Add(new PlanFinding(plan.Name, PlanScope.All, null, "Every unit costs a prepaid credit, and usage is metered and billed as well: customers pay twice. Leave out credits or overage."));
        }

        foreach (var group in plan.Scopes.Where(s => plan.UsesCredits && s.Cost == 0))
        {
            findings.Add(new PlanFinding(plan.Name, group.Name, null, "A request costs 0, so it needs no prepaid credits, and goes on without any. Set a cost of at least 1 if it is to be paid for."));
        }
    }

    private static void CheckSale(Plan plan, List<PlanFinding> findings)
    {
        if (plan.IsMetered && plan.Overage is null)
        {
            Find("It is metered, but nothing says what a unit costs, so nothing is billed. Add overage with meter, price and unitAmount, or leave metered out.");
        }

        if (plan.Overage is not null && plan.Month == MonthWindow.Calendar)
        {
            Find("Its overage is counted by the calendar month, but billed by the subscription's period. Set month to subscription.");
        }

        if (plan.Name == Plan.AnonymousName && (plan.IsPerSeat || plan.Overage is not null || plan.TrialLimits.Count > 0))
        {
            Find("Anonymous callers have no subscription: seats, trial and overage never take effect. Leave them out.");
        }

        void Find(string message) => findings.Add(new PlanFinding(plan.Name, PlanScope.All, null, message));
    }

    private static void CheckCost(Plan plan, PlanScope group, List<PlanFinding> findings)
    {
        if (group.Cost == 0 && group.Limits.Count > 0)
        {
            findings.Add(new PlanFinding(plan.Name, group.Name, null, "A request costs 0, so none of its limits is ever used up. Set a cost of at least 1, or leave the limits out."));
        }

        foreach (var (scope, limit) in group.Limits.Select(l => (group.Name, l)).Concat(plan.Limits.Select(l => (PlanScope.All, l))))
        {
            if (limit.Limit > 0 && group.Cost > limit.Limit)
            {
                findings.Add(new PlanFinding(
                    plan.Name,
                    group.Name,
                    limit.Window.Name,
                    $"It can never be called: a request costs {Text(group.Cost)}, but '{scope}' allows {Text(limit.Limit)} per {limit.Window.Name}. Lower the cost to at most {Text(limit.Limit)}."));
            }
        }
    }

    private static void CheckLimits(Plan plan, PlanScope? group, List<PlanFinding> findings)
    {
        var cost = Math.Max(1, group?.Cost ?? 1);
        var scope = group?.Name ?? PlanScope.All;
        var own = (group?.Limits ?? plan.Limits).Where(l => l.Limit != Limit.Unlimited).ToList();
        var caps = own.Where(l => group is not null || Refuses(plan, l)).Select(l => new LimitCap(scope, l, cost)).ToList();
        if (group is not null)
        {
            caps.AddRange(plan.Limits.Where(l => l.Limit != Limit.Unlimited && Refuses(plan, l)).Select(l => new LimitCap(PlanScope.All, l, cost)));
        }

        foreach (var limit in own)
        {
            if (limit.Limit == 0)
            {
                findings.Add(new PlanFinding(plan.Name, scope, limit.Window.Name, $"0 per {limit.Window.Name} refuses every request. Set a limit of at least 1, or leave the {(group is null ? "plan" : "group")} out."));
            }
            else if (limit.Limit >= cost && FindingOf(plan, limit, caps.Where(c => !(c.Scope == scope && ReferenceEquals(c.Limit, limit)))) is { } message)
            {
                findings.Add(new PlanFinding(plan.Name, scope, limit.Window.Name, message));
            }
        }
    }

    /// <summary>The month limit of a plan with overage only says what is included; nothing is refused beyond it.</summary>
    private static bool Refuses(Plan plan, WindowLimit limit) => plan.Overage is null || plan.IsMetered || limit.Window != Window.Month;

    private static string? FindingOf(Plan plan, WindowLimit limit, IEnumerable<LimitCap> others)
    {
        var caps = others.Where(c => c.Limit.Limit > 0).Select(c => (Cap: c, Most: c.Within(limit.Window, plan))).OrderBy(c => c.Most).ToList();
        if (caps.Count == 0)
        {
            return null;
        }

        var (tightest, most) = caps[0];
        if (limit.Limit >= most)
        {
            return Unreachable(limit, tightest, most);
        }

        var shortest = limit.Window.CountsMonths ? caps.Min(c => c.Cap.WithinShortest(limit.Window, plan)) : most;
        return limit.Limit > shortest
            ? $"{Text(limit.Limit)} per {limit.Window.Name} can't be reached in its shortest instance: at most {Text(shortest)} fit into {limit.Window.ShortestLength.Days} days. Set it below {Text(shortest)}."
            : null;
    }

    private static string Unreachable(WindowLimit limit, LimitCap cap, long most)
    {
        var window = limit.Window.Name;
        var by = $"{Text(cap.Limit.Limit)} per {cap.Limit.Window.Name}{(cap.Scope == PlanScope.All ? "" : $" of '{cap.Scope}'")}";
        var fix = $"Set it below {Text(most)}, or raise the {cap.Limit.Window.Name} limit.";
        return limit.Limit > most
            ? $"{Text(limit.Limit)} per {window} can never be reached: {by} {(most == cap.Limit.Limit ? "is all there is" : $"allows at most {Text(most)} per {window}")}. {fix}"
            : $"{Text(limit.Limit)} per {window} never refuses on its own: {by} {(most == cap.Limit.Limit ? "is used up at the same moment" : $"allows no more than that per {window}")}. {fix}";
    }

    private static string Text(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
