using Tollgate.Limiting;

namespace Tollgate.AspNetCore.Limiting;

/// <summary>Which windows stand in the way, and which one is nearest to.</summary>
internal static class Violations
{
    /// <summary>Whether the window has too little left for the cost; a limit of 0 refuses even cost 0, unless usage beyond it is billed.</summary>
    public static bool IsViolated(in WindowStatus window, long cost) => (window.Limit == 0 && window.Overage is null) || window.Room < cost;

    /// <summary>
    /// The window that binds: among violated ones the one that resets last, because only then everything fits; else the one with the
    /// least left that can be spent. -1 without windows.
    /// </summary>
    public static int Binding(ReadOnlySpan<WindowStatus> windows, long cost)
    {
        var binding = -1;
        for (var i = 0; i < windows.Length; i++)
        {
            if (binding < 0 || IsTighter(windows[i], windows[binding], cost))
            {
                binding = i;
            }
        }

        return binding;
    }

    private static bool IsTighter(in WindowStatus window, in WindowStatus than, long cost)
    {
        var isViolated = IsViolated(window, cost);
        if (isViolated != IsViolated(than, cost))
        {
            return isViolated;
        }

        return isViolated || window.Room == than.Room
            ? window.ResetsAt > than.ResetsAt
            : window.Room < than.Room;
    }
}
