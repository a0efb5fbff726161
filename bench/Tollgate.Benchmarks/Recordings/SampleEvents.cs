using Tollgate.Identifying;
using Tollgate.Limiting;
using Tollgate.Recording;

namespace Tollgate.Benchmarks.Recordings;

/// <summary>Events of a busy day: a thousand callers, some of them much busier than others, on eight endpoints.</summary>
internal static class SampleEvents
{
    private static readonly string[] Endpoints =
        ["/v1/search", "/v1/items/{id}", "/v1/items", "/v1/users", "/v1/export", "/v1/stats", "/v1/ping", "/v1/orders"];

    private static readonly ClientAddress Address = ClientAddress.Parse("203.0.113.7");

    /// <summary>An event, the same for the same number.</summary>
    /// <param name="at">Unix milliseconds.</param>
    /// <param name="number">Unique on its node.</param>
    public static UsageEvent At(long at, long number)
    {
        var share = (unchecked((ulong)number * 0x9E3779B97F4A7C15UL) >> 11) / (double)(1UL << 53);
        var caller = 1 + (long)(1_000 * share * share * share);
        return new UsageEvent
        {
            At = at,
            Node = "bench",
            Sequence = number,
            Subject = Entitling.User.SubjectOf(caller),
            UserId = caller,
            KeyId = caller,
            Plan = caller % 5 == 0 ? "pro" : "free",
            Endpoint = Endpoints[number % Endpoints.Length],
            Method = "GET",
            Status = number % 50 == 0 ? 500 : 200,
            DurationMicroseconds = 1_000 + (number * 7_919 % 250_000),
            BytesIn = 0,
            BytesOut = number % 5_000,
            Address = Address,
            Cost = 1,
            Charged = 1,
            Outcome = Outcome.Admitted,
            Count = 1,
        };
    }
}
