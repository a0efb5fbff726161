namespace Tollgate;

/// <summary>One instance of a window: the half-open interval [Start, End) in Unix milliseconds (UTC).</summary>
/// <param name="Start">First instant inside, in Unix milliseconds.</param>
/// <param name="End">First instant after, in Unix milliseconds.</param>
public readonly record struct WindowSpan(long Start, long End)
{
    /// <summary>Whether the instant (Unix milliseconds) lies inside.</summary>
    public bool Contains(long instant) => Start <= instant && instant < End;
}
