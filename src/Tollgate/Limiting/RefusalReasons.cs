using Tollgate.Entitling;

namespace Tollgate.Limiting;

/// <summary>Tells whether a refusal is about money, from the decision and what the caller may do.</summary>
public static class RefusalReasons
{
    /// <summary>The reason; none for other refusals than of a window, and for windows of an API key alone.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="entitlement">What the caller may do; null when the caller is not known.</param>
    public static RefusalReason Of(in Decision decision, Entitlement? entitlement)
    {
        if (entitlement is null || decision.Outcome != Outcome.QuotaExceeded
            || DecisionExplanation.Binding(decision) is not { } window || window.Subject != entitlement.Subject)
        {
            return RefusalReason.None;
        }

        var isMonth = window.Scope == PlanScope.All && window.Window.Name == Window.Month.Name;
        return (isMonth ? entitlement.OverageStop : OverageStop.None, entitlement.HasLoweredLimits) switch
        {
            (OverageStop.SpendCap, _) => RefusalReason.SpendCap,
            (_, true) => RefusalReason.LimitsLowered,
            (OverageStop.Restriction, _) => RefusalReason.OverageStopped,
            _ => RefusalReason.None,
        };
    }

    /// <summary>What of it a customer can do something about, as a sentence; empty for none.</summary>
    internal static string Advice(RefusalReason reason, bool isOverageBilled) => reason switch
    {
        RefusalReason.OverageStopped => " Because of a failed payment nothing beyond it is billed; pay the open invoice to go on.",
        RefusalReason.SpendCap when isOverageBilled => " Raise the spend cap to go on.",
        RefusalReason.SpendCap => " That is the spend cap; raise it to go on.",
        RefusalReason.LimitsLowered => " Because of a failed payment the limits are lowered; pay the open invoice to have them back.",
        _ => "",
    };
}
