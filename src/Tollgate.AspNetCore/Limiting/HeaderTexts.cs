using System.Globalization;
using System.Runtime.CompilerServices;
using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.AspNetCore.Limiting;

/// <summary>
/// What stays the same in the headers of a caller until one of the windows ends: the policies, the limits, and when they reset. Only what is left
/// is written anew for each response.
/// </summary>
internal sealed class HeaderTexts
{
    private readonly Entitlement _entitlement;
    private readonly Text[] _windows;

    private HeaderTexts(ReadOnlySpan<WindowStatus> windows, Entitlement entitlement)
    {
        _entitlement = entitlement;
        Policy = RateLimitFields.Policy(windows, entitlement);
        _windows = new Text[windows.Length];
        for (var i = 0; i < windows.Length; i++)
        {
            ref readonly var window = ref windows[i];
            _windows[i] = new Text(
                window.Subject,
                window.Scope,
                window.Window.Name,
                window.Limit,
                window.StartsAt,
                window.ResetsAt,
                window.Limit.ToString(CultureInfo.InvariantCulture),
                RateLimitFields.WholeSeconds(window.ResetsAt - DateTimeOffset.UnixEpoch).ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The value of RateLimit-Policy.</summary>
    public string Policy { get; }

    /// <summary>The limit of a window by its place in the decision.</summary>
    public string LimitOf(int window) => _windows[window].LimitText;

    /// <summary>The Unix time of a window's reset by its place in the decision.</summary>
    public string ResetOf(int window) => _windows[window].ResetText;

    private bool Holds(ReadOnlySpan<WindowStatus> windows, Entitlement entitlement)
    {
        if (!ReferenceEquals(entitlement, _entitlement) || windows.Length != _windows.Length)
        {
            return false;
        }

        for (var i = 0; i < windows.Length; i++)
        {
            ref readonly var text = ref _windows[i];
            ref readonly var window = ref windows[i];
            if (window.Limit != text.Limit || window.ResetsAt != text.ResetsAt || window.StartsAt != text.StartsAt
                || window.Scope != text.Scope || window.Window.Name != text.Name || window.Subject != text.Subject) // a caller's endpoint groups may have the same limits
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The texts of the callers of late: a place for each, which the next caller that belongs there takes over.</summary>
    /// <remarks>Two threads that write one place at once only repeat each other's work.</remarks>
    internal sealed class Cache
    {
        private const int Places = 1_024;

        private readonly HeaderTexts?[] _places = new HeaderTexts?[Places];

        public HeaderTexts Of(ReadOnlySpan<WindowStatus> windows, Entitlement entitlement)
        {
            ref var place = ref _places[RuntimeHelpers.GetHashCode(entitlement) & (Places - 1)];
            return place is { } texts && texts.Holds(windows, entitlement) ? texts : place = new HeaderTexts(windows, entitlement);
        }
    }

    private readonly record struct Text(
        string Subject, string Scope, string Name, long Limit, DateTimeOffset StartsAt, DateTimeOffset ResetsAt, string LimitText, string ResetText);
}
