using Tollgate.Limiting;

namespace Tollgate.AspNetCore.Limiting;

/// <summary>Names of the headers that Tollgate writes.</summary>
internal static class HeaderNames
{
    public const string RateLimitPolicy = "RateLimit-Policy";
    public const string RateLimit = "RateLimit";
    public const string Limit = "X-RateLimit-Limit";
    public const string Remaining = "X-RateLimit-Remaining";
    public const string Reset = "X-RateLimit-Reset";

    /// <summary>Id of the decision: node name, hyphen, number.</summary>
    public const string Decision = "Tollgate-Decision";

    /// <summary>"warning", "limited" or "suspended" while a restriction is in force.</summary>
    public const string BillingStatus = "Tollgate-Billing-Status";

    /// <summary>"?1" when the request was decided without the database.</summary>
    public const string Degraded = "Tollgate-Degraded";

    /// <summary>Why the request would have been refused, were the plan not in shadow mode.</summary>
    public const string Shadow = "Tollgate-Shadow";

    private static readonly string[] Limits = ["X-RateLimit-Limit-Minute", "X-RateLimit-Limit-Hour", "X-RateLimit-Limit-Day", "X-RateLimit-Limit-Month"];

    private static readonly string[] Remainders =
        ["X-RateLimit-Remaining-Minute", "X-RateLimit-Remaining-Hour", "X-RateLimit-Remaining-Day", "X-RateLimit-Remaining-Month"];

    /// <summary>The names for a standard window of "*", limit first; false for other windows.</summary>
    public static bool TryOfWindow(Window window, out string limit, out string remaining)
    {
        var slot = Window.StandardSlot(window.Name);
        limit = slot < 0 ? "" : Limits[slot];
        remaining = slot < 0 ? "" : Remainders[slot];
        return slot >= 0;
    }

    /// <summary>What scripts of other origins may read: the value of Access-Control-Expose-Headers.</summary>
    public static string Exposed(HeaderDialects dialects)
    {
        List<string> names = ["Retry-After", Decision, BillingStatus, Degraded, Shadow];
        AddIf(HeaderDialects.Draft11, [RateLimitPolicy, RateLimit]);
        AddIf(HeaderDialects.XRateLimit, [Limit, Remaining, Reset]);
        AddIf(HeaderDialects.PerWindow, [.. Limits, .. Remainders]);
        return string.Join(", ", names);

        void AddIf(HeaderDialects dialect, string[] more)
        {
            if (dialects.HasFlag(dialect))
            {
                names.AddRange(more);
            }
        }
    }
}
