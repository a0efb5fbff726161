using System.Globalization;
using System.Runtime.CompilerServices;
using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.AspNetCore.Limiting;

/// <summary>The values of RateLimit-Policy and RateLimit: structured fields of draft-ietf-httpapi-ratelimit-headers-11.</summary>
internal static class RateLimitFields
{
    private const long MaxInteger = 999_999_999_999_999; // fifteen digits, RFC 9651 section 3.3.1

    /// <summary>Every limit: <c>"hour";q=100;w=3600</c>, where w is the real length of the current instance; credits have none.</summary>
    public static string Policy(ReadOnlySpan<WindowStatus> windows, Entitlement entitlement)
    {
        var field = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[512]);
        for (var i = 0; i < windows.Length; i++)
        {
            ref readonly var window = ref windows[i];
            Separate(ref field, i > 0);
            PolicyName.Append(ref field, window, entitlement);
            Parameter(ref field, ";q=", window.Limit);
            if (!window.Window.NeverEnds)
            {
                Parameter(ref field, ";w=", Math.Max(1, WholeSeconds(window.ResetsAt - window.StartsAt)));
            }
        }

        if (entitlement.Plan.Concurrency is { } concurrency)
        {
            Separate(ref field, windows.Length > 0);
            Parameter(ref field, "\"" + PolicyName.InFlight + "\";q=", concurrency);
            field.AppendLiteral(";qu=\"concurrent-requests\"");
        }

        return field.ToStringAndClear();
    }

    /// <summary>Where every limit stands: <c>"hour";r=41;t=1904</c>, where t is the seconds until the next instance, rounded up; credits have none.</summary>
    public static string Standing(ReadOnlySpan<WindowStatus> windows, Entitlement entitlement, DateTimeOffset now)
    {
        var field = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[512]);
        for (var i = 0; i < windows.Length; i++)
        {
            ref readonly var window = ref windows[i];
            Separate(ref field, i > 0);
            PolicyName.Append(ref field, window, entitlement);
            Parameter(ref field, ";r=", window.Remaining);
            if (!window.Window.NeverEnds)
            {
                Parameter(ref field, ";t=", Math.Max(0, WholeSeconds(window.ResetsAt - now)));
            }
        }

        return field.ToStringAndClear();
    }

    /// <summary>Seconds, rounded up.</summary>
    public static long WholeSeconds(TimeSpan span) =>
        (span.Ticks / TimeSpan.TicksPerSecond) + (span.Ticks % TimeSpan.TicksPerSecond > 0 ? 1 : 0);

    private static void Separate(ref DefaultInterpolatedStringHandler field, bool isNeeded)
    {
        if (isNeeded)
        {
            field.AppendLiteral(", ");
        }
    }

    private static void Parameter(ref DefaultInterpolatedStringHandler field, string name, long value)
    {
        field.AppendLiteral(name);
        field.AppendFormatted(Math.Min(value, MaxInteger));
    }
}
