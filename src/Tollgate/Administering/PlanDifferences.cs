using System.Globalization;
using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.Administering;

/// <summary>Says in words how two definitions of a plan differ.</summary>
public static class PlanDifferences
{
    private const string Nothing = "none";

    /// <summary>A line per field that differs, e.g. "limits.hour: 100 → 200"; empty when both define the same.</summary>
    public static IReadOnlyList<string> Between(Plan before, Plan after)
    {
        var old = Fields(before);
        var now = Fields(after);
        return
        [
            .. old.Keys.Union(now.Keys, StringComparer.Ordinal)
                .Select(field => (Field: field, Old: old.GetValueOrDefault(field, Nothing), Now: now.GetValueOrDefault(field, Nothing)))
                .Where(d => d.Old != d.Now)
                .Select(d => $"{d.Field}: {d.Old} → {d.Now}"),
        ];
    }

    /// <summary>A line per field that a new plan sets, e.g. "limits.hour: 100".</summary>
    public static IReadOnlyList<string> Describe(Plan plan)
    {
        var usual = Fields(new Plan { Name = plan.Name });
        return [.. Fields(plan).Where(f => usual.GetValueOrDefault(f.Key, Nothing) != f.Value).Select(f => $"{f.Key}: {f.Value}")];
    }

    private static Dictionary<string, string> Fields(Plan plan)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        AddLimits(fields, "limits", plan.Limits);
        foreach (var scope in plan.Scopes)
        {
            fields[$"scopes.{scope.Name}.routes"] = scope.Routes.Count == 0 ? Nothing : string.Join(", ", scope.Routes);
            fields[$"scopes.{scope.Name}.cost"] = Text(scope.Cost);
            AddLimits(fields, $"scopes.{scope.Name}.limits", scope.Limits);
        }

        // Their order is a difference too: the first that matches a request counts.
        fields["scopes"] = plan.Scopes.Count == 0 ? Nothing : string.Join(", ", plan.Scopes.Select(s => s.Name));
        fields["displayName"] = plan.DisplayName ?? Nothing;
        fields["month"] = plan.Month.ToString().ToLowerInvariant();
        fields["timeZone"] = plan.TimeZone ?? "UTC";
        fields["enforcement"] = plan.Enforcement.ToString().ToLowerInvariant();
        fields["shadow"] = plan.IsShadow ? "yes" : "no";
        fields["concurrency"] = plan.Concurrency is { } concurrency ? Text(concurrency) : Nothing;
        fields["limitedShare"] = plan.LimitedShare.ToString(CultureInfo.InvariantCulture);
        fields["metered"] = plan.IsMetered ? "yes" : "no";
        fields["credits"] = plan.UsesCredits ? "yes" : "no";
        fields["prices"] = plan.PriceReferences.Count == 0 ? Nothing : string.Join(", ", plan.PriceReferences);
        fields["perSeat"] = plan.IsPerSeat ? "yes" : "no";
        AddLimits(fields, "trial.limits", plan.TrialLimits);
        fields["onChange"] = plan.ChangePolicy.ToString().ToLowerInvariant();
        fields["rank"] = Text(plan.Rank);
        fields["overage"] = plan.Overage is { } overage ? Text(overage) : Nothing;
        return fields;
    }

    private static void AddLimits(Dictionary<string, string> fields, string name, IReadOnlyList<WindowLimit> limits)
    {
        foreach (var limit in limits)
        {
            fields[$"{name}.{limit.Window.Name}"] = limit.Limit == Limit.Unlimited ? "unlimited" : Text(limit.Limit);
        }
    }

    private static string Text(Overage overage) => string.Create(
        CultureInfo.InvariantCulture, $"{overage.UnitAmount} {overage.Currency} through {overage.Meter}, price {overage.PriceReference ?? Nothing}");

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
