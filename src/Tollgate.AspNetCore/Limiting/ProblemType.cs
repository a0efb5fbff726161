using Microsoft.AspNetCore.Http;
using Tollgate.Limiting;

namespace Tollgate.AspNetCore.Limiting;

/// <summary>Status, type and title of a refusal (RFC 9457).</summary>
internal readonly record struct ProblemType(int Status, string Type, string Title)
{
    private const string Registered = "https://iana.org/assignments/http-problem-types#";
    private const string Own = "urn:tollgate:problem:";

    /// <summary>The problem type of an outcome.</summary>
    public static ProblemType Of(Outcome outcome) => outcome switch
    {
        Outcome.QuotaExceeded or Outcome.ConcurrencyExceeded =>
            new(StatusCodes.Status429TooManyRequests, Registered + "quota-exceeded", "Quota Exceeded"),
        Outcome.Suspended => new(StatusCodes.Status402PaymentRequired, Own + "payment-required", "Payment Required"),
        Outcome.CreditsExhausted => new(StatusCodes.Status402PaymentRequired, Own + "credits-exhausted", "Payment Required"),
        Outcome.Unauthenticated => new(StatusCodes.Status401Unauthorized, Own + "unauthenticated", "Unauthorized"),
        Outcome.Denied => new(StatusCodes.Status403Forbidden, Own + "denied", "Forbidden"),
        _ => new(StatusCodes.Status503ServiceUnavailable, Registered + "temporary-reduced-capacity", "Temporary Reduced Capacity"),
    };
}
