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

    /// <summary>Prepaid credits that are left, in units, where the plan uses them.</summary>
    public const string Credits = "Tollgate-Credits";

    /// <summary>"?1" when the request was decided without the database.</summary>
    public const string Degraded = "Tollgate-Degraded";

    /// <summary>Why the request would have been refused, were the plan not in shadow mode.</summary>
    public const string Shadow = "Tollgate-Shadow";

    /// <summary>Units of the month beyond what the plan includes, which are billed; from 0, on plans that bill them.</summary>
    public const string Overage = "Tollgate-Overage";

    private static readonly string[] Limits = ["X-RateLimit-Limit-Minute", "X-RateLimit-Limit-Hour", "X-RateLimit-Limit-Day", "X-RateLimit-Limit-Month"];

    private static readonly string[] Remainders =
        ["X-RateLimit-Remaining-Minute", "X-RateLimit-Remaining-Hour", "X-RateLimit-Remaining-Day", "X-RateLimit-Remaining-Month"];

    private static readonly string[] Resets = ["X-RateLimit-Reset-Minute", "X-RateLimit-Reset-Hour", "X-RateLimit-Reset-Day", "X-RateLimit-Reset-Month"];

    /// <summary>The names for a standard window of "*": limit, remaining units, Unix time of the reset; null for other windows.</summary>
    public static (string Limit, string Remaining, string Reset)? OfWindow(Window window)
    {
        var slot = Window.StandardSlot(window.Name);
        return slot < 0 ? null : (Limits[slot], Remainders[slot], Resets[slot]);
    }

    /// <summary>What scripts of other origins may read: the value of Access-Control-Expose-Headers.</summary>
    public static string Exposed(HeaderDialects dialects)
    {
        List<string> names = ["Retry-After", Decision, BillingStatus, Credits, Degraded, Shadow, Overage];
        AddIf(HeaderDialects.Draft11, [RateLimitPolicy, RateLimit]);
        AddIf(HeaderDialects.XRateLimit, [Limit, Remaining, Reset]);
        AddIf(HeaderDialects.PerWindow, [.. Limits, .. Remainders, .. Resets]);
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
