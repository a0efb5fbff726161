using System.Globalization;
using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.Limiting;
using Tollgate.Server.Plans;

namespace Tollgate.Server.Commands;

/// <summary>Shows plans and limits.</summary>
internal static class PlanReport
{
    /// <summary>A plan in JSON: the keys of plan files, with version, use and state beside them.</summary>
    public static object Shape(StoredPlan stored)
    {
        var shape = PlanShape.Of(stored.Plan).Where(field => field.Value is not null).ToDictionary(field => field.Key, field => field.Value);
        shape["version"] = stored.Plan.Version;
        shape["archived"] = stored.IsArchived;
        shape["createdAt"] = stored.CreatedAt;
        shape["subscriptions"] = stored.Subscriptions;
        return shape;
    }

    /// <summary>Limits on one line: "minute 20, hour 100".</summary>
    public static string Limits(IReadOnlyList<WindowLimit> limits) =>
        limits.Count == 0 ? "unlimited" : string.Join(", ", limits.Select(l => $"{l.Window.Name} {Text(l)}"));

    /// <summary>Limits in JSON: units by window, "unlimited" where there is none.</summary>
    public static object LimitsShape(IReadOnlyList<WindowLimit> limits) =>
        limits.ToDictionary(l => l.Window.Name, l => l.Limit == Limit.Unlimited ? PlanWords.Unlimited : (object)l.Limit);

    /// <summary>A limit for people, with what is billed beyond it.</summary>
    public static string Text(WindowLimit limit) => limit switch
    {
        { Included: null } => Units(limit.Limit),
        { Limit: Limit.Unlimited } => $"{Units(limit.Included.Value)} included, more is billed",
        _ => $"{Units(limit.Included.Value)} included, more is billed up to {Units(limit.Limit)}",
    };

    /// <summary>Units with grouped digits.</summary>
    public static string Units(long units) => units == Limit.Unlimited ? PlanWords.Unlimited : units.ToString("N0", CultureInfo.InvariantCulture);
}
