using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.AspNetCore.Limiting;

/// <summary>Answers a refused request with problem details (RFC 9457).</summary>
internal sealed class RefusalResponse(IOptions<HttpOptions> options)
{
    private const string Second = "1";

    // The body is JSON, never part of a page: quotes and angle brackets in sentences may stay readable.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes status, headers and body.</summary>
    public async Task WriteAsync(HttpContext context, TollgateFeature feature)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            return;
        }

        var decision = feature.Admission.Decision;
        if (GrpcRefusal.IsGrpc(context.Request))
        {
            GrpcRefusal.Write(response, decision, Detail(feature));
            return;
        }

        var problem = ProblemType.Of(decision.Outcome);
        response.StatusCode = problem.Status;
        response.ContentType = "application/problem+json";
        response.Headers.CacheControl = "no-store";
        response.Headers.RetryAfter = RetryAfter(decision);
        if (decision.Outcome == Outcome.Unauthenticated)
        {
            response.Headers.WWWAuthenticate = feature.HasKey ? "Bearer error=\"invalid_token\"" : "Bearer";
        }

        using var body = new MemoryStream();
        WriteBody(body, feature, problem);
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
        }
    }

    private static string? RetryAfter(in Decision decision) => (decision.Outcome, decision.RetryAfter) switch
    {
        (_, { } wait) => Math.Max(1, RateLimitFields.WholeSeconds(wait)).ToString(CultureInfo.InvariantCulture),
        (Outcome.Unavailable or Outcome.ConcurrencyExceeded, null) => Second,
        _ => null, // waiting does not help
    };

    private static string Detail(TollgateFeature feature) => feature.Admission.Decision.Outcome switch
    {
        Outcome.Unauthenticated when feature.HasKey =>
            "The API key is malformed, unknown, expired or revoked, or there is more than one. Send one valid key as 'Authorization: Bearer <key>'.",
        Outcome.Unauthenticated => "An API key is needed. Send it as 'Authorization: Bearer <key>'.",
        _ => DecisionExplanation.Of(feature.Admission.Decision, feature.Admission.Entitlement),
    };

    private void WriteBody(MemoryStream body, TollgateFeature feature, ProblemType problem)
    {
        var admission = feature.Admission;
        var room = default(DecisionWindows);
        var windows = DecisionWindows.Copy(admission.Decision, ref room);
        using var json = new Utf8JsonWriter(body, Readable);
        json.WriteStartObject();
        json.WriteString("type", problem.Type);
        json.WriteString("title", problem.Title);
        json.WriteNumber("status", problem.Status);
        json.WriteString("detail", Detail(feature));
        json.WriteString("instance", "urn:tollgate:decision:" + feature.DecisionId);
        var reason = RefusalReasons.Of(admission.Decision, admission.Entitlement);
        if (WordOf(reason) is { } word)
        {
            json.WriteString("reason", word);
        }

        if (PaymentLink(admission, reason) is { } link)
        {
            json.WriteString("paymentLink", link);
        }

        if (admission.Entitlement is { } entitlement)
        {
            WriteViolations(json, admission.Decision, windows, entitlement);
            WriteLimits(json, windows, entitlement);
        }

        json.WriteEndObject();
    }

    /// <summary>The subscription's own link is to an open invoice, and paying that is no top-up.</summary>
    private string? PaymentLink(in Admission admission, RefusalReason reason) => (admission.Decision.Outcome, reason) switch
    {
        (Outcome.Suspended, _) or (_, RefusalReason.OverageStopped or RefusalReason.LimitsLowered) => admission.Entitlement?.PaymentLink ?? options.Value.PaymentLink,
        (Outcome.CreditsExhausted, _) => options.Value.PaymentLink,
        _ => null,
    };

    private static string? WordOf(RefusalReason reason) => reason switch
    {
        RefusalReason.OverageStopped => "overage-stopped",
        RefusalReason.SpendCap => "spend-cap",
        RefusalReason.LimitsLowered => "limits-lowered",
        _ => null,
    };

    private static void WriteViolations(Utf8JsonWriter json, in Decision decision, ReadOnlySpan<WindowStatus> windows, Entitlement entitlement)
    {
        if (decision.Outcome is not (Outcome.QuotaExceeded or Outcome.CreditsExhausted or Outcome.ConcurrencyExceeded))
        {
            return;
        }

        json.WriteStartArray("violated-policies");
        if (decision.Outcome == Outcome.ConcurrencyExceeded)
        {
            json.WriteStringValue(PolicyName.InFlight);
        }
        else
        {
            foreach (ref readonly var window in windows)
            {
                if (Violations.IsViolated(window, decision.Cost))
                {
                    json.WriteStringValue(PolicyName.Of(window, entitlement));
                }
            }
        }

        json.WriteEndArray();
    }

    private static void WriteLimits(Utf8JsonWriter json, ReadOnlySpan<WindowStatus> windows, Entitlement entitlement)
    {
        json.WriteStartArray("limits");
        foreach (ref readonly var window in windows)
        {
            json.WriteStartObject();
            json.WriteString("policy", PolicyName.Of(window, entitlement));
            json.WriteString("scope", window.Scope);
            json.WriteString("window", window.Window.Name);
            json.WriteNumber("limit", window.Limit);
            json.WriteNumber("used", window.Used);
            json.WriteNumber("remaining", window.Remaining);
            if (window.Overage is { } overage)
            {
                json.WriteNumber("overage", overage);
            }

            if (!window.Window.NeverEnds)
            {
                json.WriteString("resetsAt", window.ResetsAt.UtcDateTime);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
