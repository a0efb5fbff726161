using System.Runtime.CompilerServices;
using Tollgate.Limiting;

namespace Tollgate.AspNetCore.Limiting;

/// <summary>Room on the stack for the windows of one decision.</summary>
[InlineArray(Capacity)]
internal struct DecisionWindows
{
    private const int Capacity = Decision.MaxCharges * QuotaSpec.Slots;

    private WindowStatus _first;

    /// <summary>Copies the decision's windows; "*" first.</summary>
    public static ReadOnlySpan<WindowStatus> Copy(in Decision decision, ref DecisionWindows room)
    {
        Span<WindowStatus> windows = room;
        return windows[..decision.CopyWindowsTo(windows)];
    }
}
