using System.Globalization;
using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.AspNetCore.Limiting;

/// <summary>Says in plain words why a request was refused and what helps.</summary>
internal static class RefusalText
{
    /// <summary>The sentence for the member "detail" of the problem.</summary>
    public static string Of(TollgateFeature feature, ReadOnlySpan<WindowStatus> windows)
    {
        var admission = feature.Admission;
        return admission.Decision.Outcome switch
        {
            Outcome.QuotaExceeded => OfQuota(admission, windows),
            Outcome.ConcurrencyExceeded => OfConcurrency(admission.Entitlement),
            Outcome.Suspended => "The subscription is suspended because of an open payment; it works again once that is settled.",
            Outcome.Unauthenticated when feature.HasKey =>
                "The API key is malformed, unknown, expired or revoked, or the request carries more than one. Send one valid key as 'Authorization: Bearer …'.",
            Outcome.Unauthenticated => "This API needs an API key. Send it as 'Authorization: Bearer …'.",
            Outcome.Denied => "Requests of this caller are not accepted.",
            _ => "Limits can't be checked at the moment. Try again shortly.",
        };
    }

    private static string OfConcurrency(Entitlement? entitlement) => string.Create(
        CultureInfo.InvariantCulture,
        $"Plan '{entitlement?.Plan.Name}' allows {entitlement?.Plan.Concurrency} requests at a time. Wait for one to finish.");

    private static string OfQuota(in Admission admission, ReadOnlySpan<WindowStatus> windows)
    {
        var cost = admission.Decision.Cost;
        var binding = Violations.Binding(windows, cost);
        if (binding < 0 || admission.Entitlement is not { } entitlement)
        {
            return "The allowance is used up.";
        }

        ref readonly var window = ref windows[binding];
        var allowance = Allowance(window, entitlement);
        var reset = window.ResetsAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        FormattableString text = (window.Limit, window.Remaining) switch
        {
            (0, _) => $"The {allowance} is 0: no request is ever let through.",
            (var limit, _) when cost > limit => $"The request costs {cost} units, more than the {allowance} ({limit}) ever holds.",
            (var limit, > 0) => $"The {allowance} ({limit}) has {window.Remaining} left and the request costs {cost}; it resets at {reset}.",
            _ => $"The {allowance} ({window.Limit}) is used up; it resets at {reset}.",
        };
        return text.ToString(CultureInfo.InvariantCulture);
    }

    private static string Allowance(in WindowStatus window, Entitlement entitlement) =>
        window.Subject != entitlement.Subject ? $"{window.Window.Name} allowance of this API key"
        : window.Scope == PlanScope.All ? $"{window.Window.Name} allowance of plan '{entitlement.Plan.Name}'"
        : $"{window.Window.Name} allowance of plan '{entitlement.Plan.Name}' for '{window.Scope}'";
}
