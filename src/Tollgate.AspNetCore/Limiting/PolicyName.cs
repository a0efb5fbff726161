using System.Buffers;
using System.Runtime.CompilerServices;
using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.AspNetCore.Limiting;

/// <summary>The name of a limit in headers and problem details: "hour", "search/hour" for a group, "key/hour" for a limit of the key alone.</summary>
internal static class PolicyName
{
    /// <summary>The name of the limit on requests in flight.</summary>
    public const string InFlight = "inflight";

    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>The name as a string.</summary>
    public static string Of(in WindowStatus window, Entitlement entitlement) =>
        Prefix(window, entitlement) is { } prefix ? $"{prefix}/{window.Window.Name}" : window.Window.Name;

    /// <summary>Appends the name as a structured-field string (RFC 9651), in quotes.</summary>
    public static void Append(ref DefaultInterpolatedStringHandler field, in WindowStatus window, Entitlement entitlement)
    {
        field.AppendLiteral("\"");
        if (Prefix(window, entitlement) is { } prefix)
        {
            AppendEscaped(ref field, prefix);
            field.AppendLiteral("/");
        }

        AppendEscaped(ref field, window.Window.Name);
        field.AppendLiteral("\"");
    }

    private static string? Prefix(in WindowStatus window, Entitlement entitlement) =>
        window.Subject != entitlement.Subject ? "key" : window.Scope == PlanScope.All ? null : window.Scope;

    private static void AppendEscaped(ref DefaultInterpolatedStringHandler field, string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain))
        {
            field.AppendLiteral(text);
            return;
        }

        foreach (var c in text)
        {
            if (c is '"' or '\\')
            {
                field.AppendLiteral("\\");
            }

            field.AppendFormatted(c is >= ' ' and <= '~' ? c : '?');
        }
    }
}
