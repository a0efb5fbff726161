namespace Tollgate.Limiting;

/// <summary>The instance of each slot's window at one time; immutable, and one for all subjects that have the same windows then.</summary>
internal sealed class WindowInstants
{
    private readonly long _lastStart = long.MinValue;

    /// <param name="slots">The windows in use.</param>
    /// <param name="spans">Their instances; what stands in other slots is left out, so that it makes no difference.</param>
    public WindowInstants(WindowLimit?[] slots, IReadOnlyList<WindowSpan> spans)
    {
        for (var slot = 0; slot < Spans.Length; slot++)
        {
            if (slots[slot] is not null)
            {
                Spans[slot] = spans[slot];
                _lastStart = Math.Max(_lastStart, spans[slot].Start);
                FirstEnd = Math.Min(FirstEnd, spans[slot].End);
            }
        }
    }

    /// <summary>The instances; default where the slot is not in use. Nine entries that nobody changes.</summary>
    public WindowSpan[] Spans { get; } = new WindowSpan[QuotaSpec.Slots];

    /// <summary>When the first window in use ends, in Unix milliseconds; the largest value when none is in use.</summary>
    public long FirstEnd { get; } = long.MaxValue;

    /// <summary>Whether these are the instances at a time (Unix milliseconds).</summary>
    public bool Contain(long instant) => _lastStart <= instant && instant < FirstEnd;

    /// <summary>Whether these are the instances of the slots in use.</summary>
    public bool Are(WindowLimit?[] slots, IReadOnlyList<WindowSpan> spans)
    {
        for (var slot = 0; slot < Spans.Length; slot++)
        {
            if (slots[slot] is not null && Spans[slot] != spans[slot])
            {
                return false;
            }
        }

        return true;
    }
}
