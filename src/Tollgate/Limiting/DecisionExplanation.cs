using System.Globalization;
using Tollgate.Entitling;

namespace Tollgate.Limiting;

/// <summary>Says in plain words why a request was or would be let through or refused.</summary>
public static class DecisionExplanation
{
    /// <summary>One or two sentences for people: what refused, how much was used of what, and when it resets (UTC).</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="planName">The plan's name; null when the caller is not known.</param>
    public static string Of(in Decision decision, string? planName) => decision.Outcome switch
    {
        Outcome.Admitted when decision.IsDegraded => "Allowed without the ledger, which can't be reached; charged when it returns.",
        Outcome.Admitted => Admitted(decision, planName),
        Outcome.QuotaExceeded => QuotaExceeded(decision, planName),
        Outcome.CreditsExhausted => CreditsExhausted(decision),
        Outcome.ConcurrencyExceeded => $"Too many requests are in flight for plan '{planName}'; wait for one to finish.",
        Outcome.Suspended => "The subscription is suspended because of a failed payment; pay the open invoice to restore access.",
        Outcome.Unauthenticated => "The API key is missing, malformed, unknown, expired or revoked.",
        Outcome.Denied => "Access is denied for this caller.",
        Outcome.Unavailable => "The limits can't be checked right now; try again shortly.",
        _ => throw new ArgumentOutOfRangeException(nameof(decision), decision.Outcome, "An outcome without an explanation."),
    };

    /// <summary>The same for a caller who is known, with what about money made a window refuse.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="entitlement">What the caller may do; null when the caller is not known.</param>
    public static string Of(in Decision decision, Entitlement? entitlement)
    {
        var reason = RefusalReasons.Of(decision, entitlement);
        return reason == RefusalReason.None
            ? Of(decision, entitlement?.Plan.Name)
            : Of(decision, entitlement?.Plan.Name) + RefusalReasons.Advice(reason, Binding(decision)?.Overage is not null);
    }

    /// <summary>The window that refuses: of several the one that resets last; null when none does.</summary>
    internal static WindowStatus? Binding(in Decision decision)
    {
        var binding = default(WindowStatus?);
        foreach (var window in decision.Windows)
        {
            if (window.Room < Math.Max(1, decision.Cost) && (binding is null || window.ResetsAt > binding.Value.ResetsAt))
            {
                binding = window;
            }
        }

        return binding;
    }

    private static string CreditsExhausted(in Decision decision)
    {
        foreach (var window in decision.Windows)
        {
            if (window.Window.NeverEnds)
            {
                return window.Remaining == 0
                    ? "No prepaid credits are left; top up to go on."
                    : $"The request costs {decision.Cost} units, and {window.Remaining} prepaid credits are left; top up to go on.";
            }
        }

        return "Too few prepaid credits are left; top up to go on.";
    }

    private static string Admitted(in Decision decision, string? planName)
    {
        foreach (var window in decision.Windows)
        {
            if (window.Overage is > 0)
            {
                return $"Allowed; the {window.Limit} units of the {window.Window.Name} that plan '{planName}' includes are used up, and {window.Overage} units beyond them are billed so far.";
            }
        }

        return "Allowed.";
    }

    private static string QuotaExceeded(in Decision decision, string? planName)
    {
        if (Binding(decision) is not { } status)
        {
            return $"An allowance of plan '{planName}' is used up.";
        }

        var name = status.Scope == "*" ? status.Window.Name : $"{status.Window.Name} ({status.Scope})";
        var owner = status.Subject.StartsWith("key_", StringComparison.Ordinal) ? "this API key" : $"plan '{planName}'";
        return status switch
        {
            { Overage: { } overage } => $"The {name} quota of {owner} ({status.Limit}) is used up with {overage} units billed beyond it, and the spend cap leaves {status.OverageLeft} more; it resets at {Time(status.ResetsAt)}.",
            { Limit: 0 } => $"The {name} limit of {owner} is 0: nothing is ever let through.",
            _ when decision.Cost > status.Limit => $"The request costs {decision.Cost} units, more than the {name} limit of {owner} ({status.Limit}) ever allows.",
            { Remaining: > 0 } => $"The request costs {decision.Cost} units, and {status.Remaining} of the {name} limit of {owner} ({status.Limit}) are left; it resets at {Time(status.ResetsAt)}.",
            _ => $"The {name} limit of {owner} ({status.Limit}) is used up; it resets at {Time(status.ResetsAt)}.",
        };
    }

    private static string Time(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
