using System.Globalization;
using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.Server.Plans;

/// <summary>A plan in the shape of plan files: keys in reading order, defaults left out.</summary>
internal static class PlanShape
{
    /// <summary>The keys and values of a plan; null values are not written.</summary>
    public static IReadOnlyDictionary<string, object?> Of(Plan plan) => new Dictionary<string, object?>
    {
        ["name"] = plan.Name,
        ["displayName"] = plan.DisplayName,
        ["limits"] = Limits(plan.Limits),
        ["month"] = plan.Month == default ? null : PlanWords.Of(PlanWords.Months, plan.Month),
        ["timeZone"] = plan.TimeZone,
        ["enforcement"] = plan.Enforcement == default ? null : PlanWords.Of(PlanWords.Enforcements, plan.Enforcement),
        ["shadow"] = plan.IsShadow ? true : null,
        ["concurrency"] = plan.Concurrency,
        ["limitedShare"] = plan.LimitedShare == 0.25 ? null : plan.LimitedShare,
        ["metered"] = plan.IsMetered ? true : null,
        ["credits"] = plan.UsesCredits ? true : null,
        ["price"] = plan.PriceReferences.Count > 1 ? null : plan.PriceReference,
        ["prices"] = plan.PriceReferences.Count > 1 ? plan.PriceReferences : null,
        ["perSeat"] = plan.IsPerSeat ? true : null,
        ["trial"] = plan.TrialLimits.Count == 0 ? null : new Dictionary<string, object?> { ["limits"] = Limits(plan.TrialLimits) },
        ["onChange"] = plan.ChangePolicy == default ? null : PlanWords.Of(PlanWords.ChangePolicies, plan.ChangePolicy),
        ["rank"] = plan.Rank == 0 ? null : plan.Rank,
        ["overage"] = plan.Overage is { } overage ? Of(overage) : null,
        ["scopes"] = plan.Scopes.Count == 0 ? null : plan.Scopes.Select(Of).ToList(),
    };

    private static Dictionary<string, object?> Of(Overage overage) => new()
    {
        ["meter"] = overage.Meter,
        ["price"] = overage.PriceReference,
        ["unitAmount"] = overage.UnitAmount.ToString(CultureInfo.InvariantCulture),
        ["currency"] = overage.Currency,
    };

    private static Dictionary<string, object?> Of(PlanScope scope) => new()
    {
        ["name"] = scope.Name,
        ["routes"] = scope.Routes.Count == 0 ? null : scope.Routes,
        ["cost"] = scope.Cost == 1 ? null : scope.Cost,
        ["limits"] = Limits(scope.Limits),
    };

    private static Dictionary<string, object?>? Limits(IReadOnlyList<WindowLimit> limits) => limits.Count == 0
        ? null
        : limits.ToDictionary(l => l.Window.Name, l => l.Limit == Limit.Unlimited ? PlanWords.Unlimited : (object?)l.Limit);
}
