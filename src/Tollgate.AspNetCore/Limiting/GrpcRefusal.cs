using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tollgate.Limiting;

namespace Tollgate.AspNetCore.Limiting;

/// <summary>Refuses a gRPC call in gRPC's own terms: HTTP 200 with the status in the headers ("trailers only"), which clients understand.</summary>
internal static class GrpcRefusal
{
    private const int PermissionDenied = 7;
    private const int ResourceExhausted = 8;
    private const int FailedPrecondition = 9;
    private const int Unavailable = 14;
    private const int Unauthenticated = 16;

    /// <summary>Whether the request is a gRPC call.</summary>
    public static bool IsGrpc(HttpRequest request) =>
        request.ContentType is { } type && type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase)
        && !type.StartsWith("application/grpc-web", StringComparison.OrdinalIgnoreCase); // that one has its trailers in the body

    /// <summary>Writes the headers; there is no body.</summary>
    public static void Write(HttpResponse response, in Decision decision, string detail)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = StatusOf(decision.Outcome).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Uri.EscapeDataString(detail).Replace("%20", " ", StringComparison.Ordinal);
        if (decision.RetryAfter is { } wait)
        {
            response.Headers["grpc-retry-pushback-ms"] = Math.Min((long)Math.Ceiling(wait.TotalMilliseconds), int.MaxValue).ToString(CultureInfo.InvariantCulture);
        }
    }

    private static int StatusOf(Outcome outcome) => outcome switch
    {
        Outcome.QuotaExceeded or Outcome.ConcurrencyExceeded => ResourceExhausted,
        Outcome.Suspended or Outcome.CreditsExhausted => FailedPrecondition,
        Outcome.Denied => PermissionDenied,
        Outcome.Unauthenticated => Unauthenticated,
        _ => Unavailable,
    };
}
