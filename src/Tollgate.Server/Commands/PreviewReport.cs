using System.Globalization;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.Server.Plans;

namespace Tollgate.Server.Commands;

/// <summary>Shows what a change of plan would do.</summary>
internal static class PreviewReport
{
    /// <summary>The preview in JSON.</summary>
    public static object Shape(PlanChangePreview preview) => new
    {
        user = preview.Account.User.Name,
        preview.Account.User.Subject,
        before = new { plan = preview.Before.Plan.Name, quantity = preview.SeatsBefore, limits = PlanReport.LimitsShape(preview.Before.Limits), monthLimit = preview.MonthLimitBefore },
        after = new { plan = preview.Plan.Name, quantity = preview.Seats, limits = PlanReport.LimitsShape(preview.LimitsAfter) },
        month = new { startsAt = Time(preview.Month.Start), endsAt = Time(preview.Month.End), preview.Used },
        policies = preview.Policies.Select(p => new { p.Policy, applies = p.IsPlans, p.Limit, p.Remaining }),
        billed = new
        {
            prices = preview.Plan.PriceReferences,
            quantity = preview.Plan.IsPerSeat ? preview.Seats : 1,
            overage = preview.Plan.Overage is { } overage
                ? new { included = preview.Plan.IncludedFor(preview.Seats), unitAmount = Text(overage.UnitAmount), overage.Currency, overage.Meter }
                : null,
        },
    };

    /// <summary>The preview for people.</summary>
    public static void Write(Report report, PlanChangePreview preview)
    {
        report.Line($"{Shown.Clean(preview.Account.User.Name)}: {Seats(preview.Before.Plan, preview.SeatsBefore)} → {Seats(preview.Plan, preview.Seats)}");
        report.Table(["", "Limits"],
        [
            ["now", PlanReport.Limits(preview.Before.Limits)],
            ["after", PlanReport.Limits(preview.LimitsAfter)],
        ]);
        report.Line($"Used in the month that ends at {UserReport.Time(Time(preview.Month.End))}: {PlanReport.Units(preview.Used)}");
        if (preview.Policies.Count == 0)
        {
            report.Line(preview.Plan.Overage is null
                ? "No subscription gives access now, so the plan's own limits hold at once."
                : "No subscription gives access now, so the plan's own limits hold at once; what was used before is neither included nor billed.");
        }
        else
        {
            report.Table(["Policy", ">Month limit", ">Remaining", ""], preview.Policies.Select(p => (string?[])
                [Parsers.WordOf(p.Policy), Units(p.Limit), Units(p.Remaining), p.IsPlans ? "the plan's" : ""]));
        }

        report.Line(Billed(preview));
    }

    private static string Billed(PlanChangePreview preview)
    {
        var prices = preview.Plan.PriceReferences.Count == 0 ? "The plan is not sold." : $"Price {string.Join(" or ", preview.Plan.PriceReferences)}{(preview.Plan.IsPerSeat ? $" × {preview.Seats}" : "")}.";
        return preview.Plan.Overage is { } overage
            ? $"{prices} Units beyond the {PlanReport.Units(preview.Plan.IncludedFor(preview.Seats) ?? 0)} included in a period are billed at {Text(overage.UnitAmount)} {overage.Currency} (minor units) each."
            : $"{prices} Nothing is billed by usage.";
    }

    private static string Seats(Plan plan, long seats) => seats == 1 ? plan.Name : $"{plan.Name} × {PlanReport.Units(seats)}";

    private static string Units(long? units) => PlanReport.Units(units ?? Limit.Unlimited);

    private static DateTimeOffset Time(long instant) => DateTimeOffset.FromUnixTimeMilliseconds(instant);

    private static string Text(decimal amount) => amount.ToString(CultureInfo.InvariantCulture);
}
