using System.Globalization;
using Tollgate.Entitling;
using Tollgate.Limiting;
using Tollgate.Server.Plans;

namespace Tollgate.Server.Commands;

/// <summary>Shows a decision with every window.</summary>
internal sealed class DecisionReport(Entitlement entitlement, string endpoint, PlanScope? group, bool isPeek, Decision decision)
{
    /// <summary>Columns of <see cref="Row"/>.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["Subject", "Scope", "Window", ">Limit", ">Used", ">Remaining", "Resets at"];

    /// <summary>Writes it.</summary>
    public void Write(Report report)
    {
        if (report.TryWriteJson(Shape()))
        {
            return;
        }

        var verb = (decision.IsAdmitted, isPeek) switch
        {
            (true, true) => "would be admitted",
            (true, false) => "admitted",
            (false, true) => "would be refused",
            (false, false) => "refused",
        };
        var shadow = decision.IsShadow ? " (its plan is in shadow mode: the refusal is only recorded)" : "";
        report.Line($"{Shown.Clean(entitlement.UserName ?? entitlement.Subject)}: {verb}, {Parsers.WordOf(decision.Outcome)}, cost {decision.Cost}, plan {entitlement.Plan.Name}{shadow}");
        if (!decision.IsAdmitted)
        {
            report.Line(Shown.Clean(DecisionExplanation.Of(decision, entitlement)));
        }

        if (decision.RetryAfter is { } wait)
        {
            report.Line($"Try again in {Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture)} s.");
        }

        foreach (var billed in decision.Windows.Where(w => w.Overage is not null))
        {
            report.Line(Overage(billed));
        }

        report.Table(Columns, decision.Windows.Select(Row));
    }

    /// <summary>What of a window is billed, for people.</summary>
    public static string Overage(WindowStatus window)
    {
        var left = window.OverageLeft == Limit.Unlimited ? "every further one is" : $"{PlanReport.Units(window.OverageLeft)} more may be";
        return $"The {window.Window.Name} includes {PlanReport.Units(window.Limit)} units; {PlanReport.Units(window.Overage ?? 0)} beyond them are billed so far, {left}.";
    }

    /// <summary>A window as a row.</summary>
    public static IReadOnlyList<string?> Row(WindowStatus window) =>
    [
        window.Subject, window.Scope, window.Window.Name, PlanReport.Units(window.Limit), PlanReport.Units(window.Used),
        PlanReport.Units(window.Remaining), window.Window.NeverEnds ? "never" : UserReport.Time(window.ResetsAt),
    ];

    /// <summary>A window in JSON.</summary>
    public static object Shape(WindowStatus window) => new
    {
        window.Subject,
        window.Scope,
        window = window.Window.Name,
        limit = window.Limit == Limit.Unlimited ? PlanWords.Unlimited : (object)window.Limit,
        window.Used,
        remaining = window.Limit == Limit.Unlimited ? PlanWords.Unlimited : (object)window.Remaining,
        window.Overage,
        overageLeft = window.Overage is null ? null : window.OverageLeft == Limit.Unlimited ? PlanWords.Unlimited : (object)window.OverageLeft,
        window.StartsAt,
        resetsAt = window.Window.NeverEnds ? (DateTimeOffset?)null : window.ResetsAt,
    };

    private object Shape() => new
    {
        entitlement.Subject,
        user = entitlement.UserName,
        plan = entitlement.Plan.Name,
        endpoint,
        scope = group?.Name ?? PlanScope.All,
        admitted = decision.IsAdmitted,
        decision.Outcome,
        reason = RefusalReasons.Of(decision, entitlement) is var reason and not RefusalReason.None ? reason : (RefusalReason?)null,
        explanation = DecisionExplanation.Of(decision, entitlement),
        decision.Cost,
        charged = !isPeek && decision.Outcome == Outcome.Admitted,
        peek = isPeek,
        shadow = decision.IsShadow,
        retryAfterSeconds = decision.RetryAfter is { } wait ? (double?)Math.Ceiling(wait.TotalSeconds) : null,
        windows = decision.Windows.Select(Shape),
    };
}
