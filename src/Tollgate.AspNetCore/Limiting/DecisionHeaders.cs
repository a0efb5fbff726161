using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.AspNetCore.Limiting;

/// <summary>Writes what was decided into response headers; what an upstream wrote under the same names is replaced.</summary>
internal sealed class DecisionHeaders(IOptions<HttpOptions> options, TimeProvider clock)
{
    private readonly HeaderDialects _dialects = options.Value.Dialects;
    private readonly HeaderTexts.Cache _texts = new();
    private readonly string? _exposed = options.Value.ExposeHeaders ? HeaderNames.Exposed(options.Value.Dialects) : null;

    /// <summary>Writes all headers of the request's decision.</summary>
    public void Write(HttpContext context, TollgateFeature feature)
    {
        var headers = context.Response.Headers;
        var admission = feature.Admission;
        headers[HeaderNames.Decision] = feature.DecisionId;
        WriteState(headers, admission);
        if (admission.Entitlement is { } entitlement)
        {
            WriteLimits(headers, admission.Decision, entitlement);
        }

        if (_exposed is not null && context.Request.Headers.Origin.Count > 0)
        {
            headers.AccessControlExposeHeaders = StringValues.Concat(headers.AccessControlExposeHeaders, _exposed);
        }
    }

    private static void WriteState(IHeaderDictionary headers, in Admission admission)
    {
        if (admission.Entitlement?.Restriction is { } restriction and not RestrictionLevel.None)
        {
            headers[HeaderNames.BillingStatus] = restriction switch
            {
                RestrictionLevel.Warning => "warning",
                RestrictionLevel.Limited => "limited",
                _ => "suspended",
            };
        }

        if (admission.Decision.IsDegraded)
        {
            headers[HeaderNames.Degraded] = "?1";
        }

        if (admission.Decision.IsShadow)
        {
            headers[HeaderNames.Shadow] = admission.Decision.Outcome switch
            {
                Outcome.ConcurrencyExceeded => "concurrency-exceeded",
                Outcome.CreditsExhausted => "credits-exhausted",
                _ => "quota-exceeded",
            };
        }
    }

    private void WriteLimits(IHeaderDictionary headers, in Decision decision, Entitlement entitlement)
    {
        var room = default(DecisionWindows);
        var windows = DecisionWindows.Copy(decision, ref room);
        var texts = _texts.Of(windows, entitlement);
        if (entitlement.Plan.UsesCredits)
        {
            WriteCredits(headers, windows);
        }

        if (_dialects.HasFlag(HeaderDialects.Draft11) && (windows.Length > 0 || entitlement.Plan.Concurrency is not null))
        {
            headers[HeaderNames.RateLimitPolicy] = texts.Policy;
            WriteStanding(headers, windows, entitlement, decision.Outcome);
        }

        if (_dialects.HasFlag(HeaderDialects.XRateLimit) && windows.Length > 0)
        {
            var tightest = Violations.Binding(windows, decision.IsAdmitted && !decision.IsShadow ? 0 : decision.Cost);
            headers[HeaderNames.Limit] = texts.LimitOf(tightest);
            headers[HeaderNames.Remaining] = Text(windows[tightest].Remaining);
            headers[HeaderNames.Reset] = windows[tightest].Window.NeverEnds ? default(StringValues) : texts.ResetOf(tightest);
        }

        if (_dialects.HasFlag(HeaderDialects.PerWindow))
        {
            WritePerWindow(headers, windows, entitlement, texts);
        }

        if (entitlement.Plan.Overage is not null)
        {
            WriteOverage(headers, windows);
        }
    }

    private static void WriteOverage(IHeaderDictionary headers, ReadOnlySpan<WindowStatus> windows)
    {
        foreach (ref readonly var window in windows)
        {
            if (window.Overage is { } overage)
            {
                headers[HeaderNames.Overage] = Text(overage);
            }
        }
    }

    private static void WriteCredits(IHeaderDictionary headers, ReadOnlySpan<WindowStatus> windows)
    {
        foreach (ref readonly var window in windows)
        {
            if (window.Window.NeverEnds)
            {
                headers[HeaderNames.Credits] = Text(window.Remaining);
            }
        }
    }

    private void WriteStanding(IHeaderDictionary headers, ReadOnlySpan<WindowStatus> windows, Entitlement entitlement, Outcome outcome)
    {
        if (windows.Length > 0)
        {
            var standing = RateLimitFields.Standing(windows, entitlement, clock.GetUtcNow());
            headers[HeaderNames.RateLimit] = outcome == Outcome.ConcurrencyExceeded ? $"{standing}, \"{PolicyName.InFlight}\";r=0" : standing;
        }
        else if (outcome == Outcome.ConcurrencyExceeded)
        {
            headers[HeaderNames.RateLimit] = $"\"{PolicyName.InFlight}\";r=0";
        }
    }

    private static void WritePerWindow(IHeaderDictionary headers, ReadOnlySpan<WindowStatus> windows, Entitlement entitlement, HeaderTexts texts)
    {
        for (var i = 0; i < windows.Length; i++)
        {
            ref readonly var window = ref windows[i];
            if (window.Scope == PlanScope.All && window.Subject == entitlement.Subject && HeaderNames.OfWindow(window.Window) is { } names)
            {
                headers[names.Limit] = texts.LimitOf(i);
                headers[names.Remaining] = Text(window.Remaining);
                headers[names.Reset] = texts.ResetOf(i);
            }
        }
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
