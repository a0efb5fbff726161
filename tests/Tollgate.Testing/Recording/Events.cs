using Tollgate.Identifying;
using Tollgate.Limiting;
using Tollgate.Recording;

namespace Tollgate.Testing.Recording;

/// <summary>Makes usage events.</summary>
public static class Events
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    /// <summary>An admitted request with every field set.</summary>
    public static UsageEvent Served(string node, long sequence, DateTimeOffset? at = null) => new()
    {
        At = (at ?? Noon).ToUnixTimeMilliseconds(),
        Node = node,
        Sequence = sequence,
        Subject = "user_42",
        UserId = 42,
        KeyId = 7,
        Plan = "premium",
        Endpoint = "/weather/{city}",
        Method = "POST",
        Status = 201,
        DurationMicroseconds = 1_234,
        BytesIn = 10,
        BytesOut = 20,
        Address = ClientAddress.Parse("203.0.113.0/24"),
        Cost = 3,
        Charged = 3,
        Outcome = Outcome.Admitted,
        Count = 1,
    };

    /// <summary>A refused request.</summary>
    public static UsageEvent Refused(string node, long sequence, DateTimeOffset? at = null) => Served(node, sequence, at) with
    {
        Status = 429,
        Charged = 0,
        Outcome = Outcome.QuotaExceeded,
        RefusingScope = "*",
        RefusingWindow = "minute",
    };
}
